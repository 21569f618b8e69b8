"""Encrypt the pool's connections, and refuse a server that cannot prove its name."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {
            "sslmode": "verify-full",
            # The certificate of the authority that signed the server's.
            "sslrootcert": os.environ["DB_SSLROOTCERT"],
            "pool": {"min_size": 1, "max_size": 4, "timeout": 2},
        },
    },
}
