"""Give every process a pool of 2 to 4 connections that fails fast when exhausted."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        # Test each connection when a request checks it out of the pool.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {
                # Connections that each process keeps open, and may open under load.
                "min_size": 2,
                "max_size": 4,
                # Seconds that a request waits for a connection before it fails.
                "timeout": 2,
                # Requests that may wait at a time; a further one fails at once.
                "max_waiting": 8,
                # Seconds after which a connection is replaced when its request ends.
                "max_lifetime": 1800,
                # Seconds that a connection above min_size may stay unused.
                "max_idle": 300,
            },
        },
    },
}
