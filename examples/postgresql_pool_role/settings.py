"""Let pooled connections act as another role, in repeatable-read transactions."""

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
        "OPTIONS": {
            # The server sets the role as the connection opens: see roles.sql.
            "options": "-c role=app_owner",
            "isolation_level": IsolationLevel.REPEATABLE_READ,
            "pool": {"min_size": 1, "max_size": 1},
        },
    },
}
