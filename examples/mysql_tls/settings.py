"""Keep encrypted connections, and refuse a server that cannot prove its name."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.mysql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "ssl_mode": "VERIFY_IDENTITY",
            # The certificate of the authority that signed the server's.
            "ssl": {"ca": os.environ["DB_SSL_CA"]},
        },
    },
}
