"""Give PostgreSQL a pool, Django's own, in the words of POOL_OPTIONS."""

import os

from pool_options import pooled

DATABASES = pooled(
    default={
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "POOL_OPTIONS": {
            "MIN_SIZE": 0,
            "MAX_SIZE": 4,
            "TIMEOUT": 2,
            "MAX_LIFETIME": int(os.environ.get("DB_MAX_LIFETIME", "1800")),
            "MAX_IDLE": None,
            "HEALTH_CHECK": True,
        },
    },
)
