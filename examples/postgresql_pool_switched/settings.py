"""Let a variable switch off the pools, as for tests that use both aliases."""

import os

POOLED = os.environ.get("DB_POOL", "on") == "on"

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
        "OPTIONS": {"pool": POOLED and {"min_size": 2, "max_size": 4}},
    },
    "reports": {
        **SERVER,
        "OPTIONS": {"pool": POOLED and {"min_size": 1, "max_size": 1}},
    },
}
