"""Combine CONN_MAX_AGE with django-db-connection-pool: idle threads use up the pool."""

import os

POSTGRESQL = {
    "ENGINE": "dj_db_conn_pool.backends.postgresql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
}

POOL_OPTIONS = {"POOL_SIZE": 2, "MAX_OVERFLOW": 0, "TIMEOUT": 1}

DATABASES = {
    "default": {**POSTGRESQL, "POOL_OPTIONS": POOL_OPTIONS, "CONN_MAX_AGE": 60},
    "forever": {**POSTGRESQL, "POOL_OPTIONS": POOL_OPTIONS, "CONN_MAX_AGE": None},
    "zero": {**POSTGRESQL, "POOL_OPTIONS": POOL_OPTIONS, "CONN_MAX_AGE": 0},
    "others": {**POSTGRESQL},
}
