"""Give every process a pool with sizes, a limited wait and a check at each checkout."""

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
                "increment": 1,
                "getmode": oracledb.POOL_GETMODE_TIMEDWAIT,
                "wait_timeout": 2000,  # milliseconds
                "ping_interval": 0,  # seconds of idleness after which a checkout pings
                "timeout": 300,  # seconds until an idle connection above min is closed
                "max_lifetime_session": 3600,  # seconds
            },
        },
    },
}
