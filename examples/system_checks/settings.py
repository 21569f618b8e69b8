"""Have every command look for traps in DATABASES, of which there are three here."""

import os

import pooling_checks  # noqa: F401 - it registers its checks

POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
}

DATABASES = {
    "default": {**POSTGRESQL, "OPTIONS": {"pool": {}}},
    "reports": {**POSTGRESQL, "CONN_MAX_AGE": None},
    "archive": {**POSTGRESQL, "POOL_OPTIONS": {"POOL_SIZE": 2}},
}
DATABASE_POOLERS = {"reports": "session", "default": "none", "archive": "none"}
