"""Let django-db-connection-pool keep two connections and open two more under load."""

import os

DATABASES = {
    "default": {
        "ENGINE": "dj_db_conn_pool.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        # Names in capitals: others are ignored.
        "POOL_OPTIONS": {
            # Connections that each process keeps, and may open beyond them.
            "POOL_SIZE": 2,
            "MAX_OVERFLOW": 2,
            # Seconds that a request waits for a connection before it fails.
            "TIMEOUT": 2,
            # Seconds after which a connection is replaced at its next use.
            "RECYCLE": 1800,
            # Test each connection when a request takes it out of the pool.
            "PRE_PING": True,
        },
    },
}
