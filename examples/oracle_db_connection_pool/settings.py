"""Give every process a pool of SQLAlchemy's, from django-db-connection-pool."""

import os

DATABASES = {
    "default": {
        "ENGINE": "dj_db_conn_pool.backends.oracle",
        "NAME": "{DB_HOST}:{DB_PORT}/{DB_NAME}".format_map(os.environ),
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "POOL_OPTIONS": {
            "POOL_SIZE": 4,
            "MAX_OVERFLOW": 0,
            "TIMEOUT": 2,
            "RECYCLE": 3600,
        },
    },
}
