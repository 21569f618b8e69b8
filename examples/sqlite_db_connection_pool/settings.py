"""Ask django-db-connection-pool for a SQLite backend, which it does not have."""

import os

DATABASES = {
    "default": {
        "ENGINE": "dj_db_conn_pool.backends.sqlite3",
        "NAME": os.environ["DB_NAME"],
    },
}
