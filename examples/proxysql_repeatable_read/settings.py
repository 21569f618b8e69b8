"""Connect through ProxySQL with the isolation level REPEATABLE READ."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.mysql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],  # of ProxySQL, not of the database server
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {"isolation_level": "repeatable read"},
    },
}
