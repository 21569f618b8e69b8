"""Set PASSWORD beside a function that reads it anew: the function's is not used."""

import os
from pathlib import Path

from psycopg.conninfo import make_conninfo


def current_password():
    """What the pool adds to the parameters below whenever it connects."""
    password = Path(os.environ["DB_PASSWORD_FILE"]).read_text().strip()
    return make_conninfo(password=password)


DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {
            "pool": {
                "conninfo": current_password,
                "min_size": 1,
                "max_size": 4,
                "timeout": 2,
            },
        },
    },
}
