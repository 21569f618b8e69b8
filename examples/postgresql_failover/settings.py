"""Find the writable one of two PostgreSQL servers, and notice when it is gone."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": ",".join([os.environ["DB_HOST"], os.environ["DB_REPLICA_HOST"]]),
        "PORT": ",".join([os.environ["DB_PORT"], os.environ["DB_REPLICA_PORT"]]),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "target_session_attrs": "read-write",
            # Seconds for each of the two hosts.
            "connect_timeout": 2,
            # A silent connection is probed after 30 seconds, then three times.
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            # Milliseconds that the host of the server may take to confirm receipt.
            "tcp_user_timeout": 10000,
        },
    },
}
