"""Work through PgBouncer, and reach PostgreSQL itself where a session is needed."""

import os

POOLED = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": True,
}
DIRECT = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_DIRECT_HOST"],
    "PORT": os.environ["DB_DIRECT_PORT"],
    "TEST": {"MIRROR": "default"},
}
DATABASES = {"default": POOLED, "direct": DIRECT}
