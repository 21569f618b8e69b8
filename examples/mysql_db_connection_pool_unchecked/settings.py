"""Let django-db-connection-pool lend connections without testing them."""

import os

DATABASES = {
    "default": {
        "ENGINE": "dj_db_conn_pool.backends.mysql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "POOL_OPTIONS": {
            # Connections that each process keeps, and further ones under load.
            "POOL_SIZE": 2,
            "MAX_OVERFLOW": 2,
            # Seconds that a request waits for a connection before it fails.
            "TIMEOUT": 2,
            # Lend connections as they are. Left out, each is tested first.
            "PRE_PING": False,
        },
    },
}
