"""Give every process a pool of one, and load an app that needs the database."""

import os

INSTALLED_APPS = ["startup.StartupConfig"]

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
                "min_size": 1,
                "max_size": 1,
                "timeout": 2,
            },
        },
    },
}
