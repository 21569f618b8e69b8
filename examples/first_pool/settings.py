"""A whole Django project's settings, with a pool of two connections."""

import os

DEBUG = True
SECRET_KEY = "only for learning"
ROOT_URLCONF = "urls"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {
            # Two connections; a request waits at most one second for one of them.
            "pool": {"min_size": 2, "max_size": 2, "timeout": 1},
        },
    },
}
