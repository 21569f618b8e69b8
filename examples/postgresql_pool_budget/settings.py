"""Let whoever starts a process say how many connections its pool may hold."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {
                # One for a command or a cron job; a web server's unit file sets more.
                "min_size": int(os.environ.get("DB_POOL_MIN_SIZE", "1")),
                "max_size": int(os.environ.get("DB_POOL_MAX_SIZE", "1")),
                "timeout": 2,
            },
        },
    },
}
