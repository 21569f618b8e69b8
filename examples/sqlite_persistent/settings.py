"""Let every thread keep its SQLite connection open between requests."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["DB_NAME"],
        "CONN_MAX_AGE": None,
    },
}
