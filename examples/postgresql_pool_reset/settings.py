"""Let the pool undo what a request has left on its connection, when it comes back."""

import os


def forget_session_state(connection):
    """Undo what requests leave, and nothing that Django has set: one round trip."""
    connection.execute(
        "UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP; RESET search_path"
    )


DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "OPTIONS": {"pool": {"reset": forget_session_state}},
    },
}
