"""Give django-db-connection-pool's settings to Django's own backend: it ignores them."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "POOL_OPTIONS": {"POOL_SIZE": 1, "MAX_OVERFLOW": 0},
    },
}
