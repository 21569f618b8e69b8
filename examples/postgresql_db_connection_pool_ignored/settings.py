"""Write POOL_SIZE where django-db-connection-pool does not look: it is ignored."""

import os

POSTGRESQL = {
    "ENGINE": "dj_db_conn_pool.backends.postgresql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
}

DATABASES = {
    "default": {**POSTGRESQL, "POOL_OPTIONS": {"pool_size": 1, "max_overflow": 0}},
    "top_level": {**POSTGRESQL, "POOL_SIZE": 1, "MAX_OVERFLOW": 0},
    "misspelled": {**POSTGRESQL, "POOL_OPTIONS": {"MAX_SIZE": 1}},
}
