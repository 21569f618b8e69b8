"""Give every process a pool that follows the writable one of two PostgreSQL servers."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": ",".join([os.environ["DB_HOST"], os.environ["DB_REPLICA_HOST"]]),
        "PORT": ",".join([os.environ["DB_PORT"], os.environ["DB_REPLICA_PORT"]]),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "target_session_attrs": "read-write",
            "connect_timeout": 2,
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 10000,
            "pool": {
                "min_size": 1,
                "max_size": 4,
                # Long enough for a restart; a request keeps its thread busy meanwhile.
                "timeout": 10,
                "max_waiting": 8,
            },
        },
    },
}
