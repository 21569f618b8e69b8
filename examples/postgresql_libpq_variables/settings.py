"""Leave the address, the user and the password to the variables of libpq."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        # PGHOST, PGPORT, PGUSER and PGPASSWORD do the rest.
        "NAME": os.environ["PGDATABASE"],
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 4, "timeout": 2}},
    },
}
