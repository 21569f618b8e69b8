"""Let PostgreSQL's client library look up the password in a file at each connection."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        # No PASSWORD: it would win over the one in the file.
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {"passfile": os.environ["DB_PASSFILE"]},
    },
}
