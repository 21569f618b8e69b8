"""Take the pool's sizes from the environment, as numbers, or no pool at all."""

import os

# DB_POOL=off: no pool, as for tests and scripts.
POOLED = os.environ.get("DB_POOL", "on") == "on"
POOL = {
    "min_size": int(os.environ.get("DB_POOL_MIN_SIZE", "1")),
    "max_size": int(os.environ.get("DB_POOL_MAX_SIZE", "4")),
    "timeout": float(os.environ.get("DB_POOL_TIMEOUT", "2")),
}

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {"pool": POOL if POOLED else False},
    },
}
