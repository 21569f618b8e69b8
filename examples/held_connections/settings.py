"""Log each request that holds a connection for more than half a second, and fail it."""

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
            "pool": {"min_size": 1, "max_size": 4},
        },
    },
}
MIDDLEWARE = ["held_connections.held_connections"]  # before all others
CONNECTION_HELD_LIMIT = 0.5  # seconds
CONNECTION_HELD_FAILS = os.environ.get("CONNECTION_HELD_FAILS") == "1"
