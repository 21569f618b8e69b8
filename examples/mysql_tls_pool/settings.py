"""Encrypt a pool's connections, and refuse a server that cannot prove its name."""

import os

DATABASES = {
    "default": {
        "ENGINE": "dj_db_conn_pool.backends.mysql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {
            "ssl_mode": "VERIFY_IDENTITY",
            # The certificate of the authority that signed the server's.
            "ssl": {"ca": os.environ["DB_SSL_CA"]},
        },
        "POOL_OPTIONS": {"POOL_SIZE": 2, "MAX_OVERFLOW": 2, "TIMEOUT": 2},
    },
}
