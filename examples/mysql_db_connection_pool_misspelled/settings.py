"""Write a pool's options in ways that django-db-connection-pool ignores."""

import os

DATABASES = {
    "default": {
        "ENGINE": "dj_db_conn_pool.backends.mysql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        # Beside POOL_OPTIONS, not in it.
        "POOL_SIZE": 2,
        "POOL_OPTIONS": {
            # In lower case, as SQLAlchemy itself calls it.
            "max_overflow": 0,
            # Not one of the six options that are passed on.
            "USE_LIFO": True,
        },
    },
}
