"""Give every process a pool of connections, with python-oracledb's own defaults."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.oracle",
        "NAME": "{DB_HOST}:{DB_PORT}/{DB_NAME}".format_map(os.environ),
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "OPTIONS": {"pool": True},
    },
}
