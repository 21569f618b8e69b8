"""Hand the pool its sizes as the environment has them, which is as strings."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {
            "pool": {
                "min_size": os.environ["DB_POOL_MIN_SIZE"],
                "max_size": os.environ["DB_POOL_MAX_SIZE"],
            },
        },
    },
}
