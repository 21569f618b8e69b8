"""Ask for a pool on SQLite: the driver refuses the option."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["DB_NAME"],
        "OPTIONS": {"pool": True},
    },
}
