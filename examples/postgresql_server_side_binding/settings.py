"""Let the server bind parameters and keep prepared statements on pooled connections."""

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
            "server_side_binding": True,
            # Prepare a statement when a connection runs it for the fifth time.
            "prepare_threshold": 4,
            "pool": {"min_size": 1, "max_size": 1},
        },
    },
}
