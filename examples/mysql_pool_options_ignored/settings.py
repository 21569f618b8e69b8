"""Limit connections on MySQL or MariaDB in two ways that nothing reads."""

import os

SERVER = {
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
}

DATABASES = {
    # Django's own backend knows no POOL_OPTIONS.
    "default": {
        "ENGINE": "django.db.backends.mysql",
        **SERVER,
        "POOL_OPTIONS": {"POOL_SIZE": 1, "MAX_OVERFLOW": 0},
    },
    # django-db-connection-pool knows none in lower case.
    "lower_case": {
        "ENGINE": "dj_db_conn_pool.backends.mysql",
        **SERVER,
        "pool_options": {"POOL_SIZE": 1, "MAX_OVERFLOW": 0},
    },
}
