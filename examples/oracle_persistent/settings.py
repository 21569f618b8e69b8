"""Let every thread keep its connection for ten minutes, and check it before reuse."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.oracle",
        "NAME": "{DB_HOST}:{DB_PORT}/{DB_NAME}".format_map(os.environ),
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    },
}
