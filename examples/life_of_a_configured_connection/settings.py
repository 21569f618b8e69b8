"""Give every connection a time zone, a role and an isolation level of its own."""

import os

from psycopg import IsolationLevel

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "TIME_ZONE": "Europe/Paris",
        "OPTIONS": {
            "assume_role": "app_owner",
            "isolation_level": IsolationLevel.REPEATABLE_READ,
        },
    },
}
