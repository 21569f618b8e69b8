"""Run DISCARD ALL on every connection that comes back to the pool."""

import os


def discard_all(connection):
    """Forget everything, with what Django has set."""
    connection.execute("DISCARD ALL")


DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {"pool": {"reset": discard_all}},
    },
}
