"""Raise min alone, above the default of max, which the driver refuses."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.oracle",
        "NAME": "{DB_HOST}:{DB_PORT}/{DB_NAME}".format_map(os.environ),
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "OPTIONS": {"pool": {"min": 4}},
    },
}
