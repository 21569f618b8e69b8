"""Compare what the values of sslmode encrypt and verify."""

import os

POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
}
CA = {"sslrootcert": os.environ["DB_SSLROOTCERT"]}

DATABASES = {
    "default": POSTGRESQL,
    "require": {**POSTGRESQL, "OPTIONS": {"sslmode": "require"}},
    "verify_ca": {**POSTGRESQL, "OPTIONS": {"sslmode": "verify-ca", **CA}},
    "verify_full": {**POSTGRESQL, "OPTIONS": {"sslmode": "verify-full", **CA}},
}
