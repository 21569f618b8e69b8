"""Compare when statements are prepared: with binding, a threshold, both or neither."""

import os

POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
}
BINDING = {"server_side_binding": True}
THRESHOLD = {"prepare_threshold": 4}

DATABASES = {
    "default": POSTGRESQL,
    "binding": {**POSTGRESQL, "OPTIONS": BINDING},
    "threshold": {**POSTGRESQL, "OPTIONS": THRESHOLD},
    "both": {**POSTGRESQL, "OPTIONS": BINDING | THRESHOLD},
}
