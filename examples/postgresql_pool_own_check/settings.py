"""Give every process a pool that lends no connection that has become read-only."""

import os


def check_writable(connection):
    """Raise if the connection is dead, or if its transactions are read-only."""
    if connection.execute("SHOW transaction_read_only").fetchone() == ("on",):
        raise ValueError("The connection is read-only.")


DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {"pool": {"check": check_writable}},
    },
}
