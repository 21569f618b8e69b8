"""Replace MySQL connections that are dead, and give up on a server that hangs."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.mysql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Seconds. A query may take no longer than read_timeout.
            "connect_timeout": 2,
            "read_timeout": 4,
            "write_timeout": 4,
        },
    },
}
