"""Give the settings of django-db-connection-pool to a backend that ignores them."""

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
