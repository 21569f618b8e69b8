"""Limit the wait for a connection without saying to how long: a trap."""

import os

import oracledb

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.oracle",
        "NAME": "{DB_HOST}:{DB_PORT}/{DB_NAME}".format_map(os.environ),
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "OPTIONS": {
            "pool": {
                "min": 2,
                "max": 4,
                "getmode": oracledb.POOL_GETMODE_TIMEDWAIT,
            },
        },
    },
}
