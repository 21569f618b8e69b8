"""Ask the backend in DB_ENGINE for a pool that opens one connection and shrinks."""

import os

from pool_options import pooled

DATABASES = pooled(
    default={
        "ENGINE": os.environ["DB_ENGINE"],
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "POOL_OPTIONS": {"MIN_SIZE": 1, "MAX_SIZE": 4, "MAX_IDLE": 0.5},
    },
)
