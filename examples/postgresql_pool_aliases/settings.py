"""Give slow reports a pool of their own, so that they cannot use up the main one."""

import os

SERVER = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
}

DATABASES = {
    "default": {
        **SERVER,
        "OPTIONS": {
            "application_name": "web",
            "pool": {"min_size": 2, "max_size": 4, "timeout": 2},
        },
    },
    "reports": {
        **SERVER,
        "OPTIONS": {
            "application_name": "reports",
            "pool": {"min_size": 1, "max_size": 1, "timeout": 2},
        },
    },
}
