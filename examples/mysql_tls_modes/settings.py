"""Compare what mysqlclient's options encrypt and verify."""

import os

MYSQL = {
    "ENGINE": "django.db.backends.mysql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
}
CA = {"ssl": {"ca": os.environ["DB_SSL_CA"]}}
IDENTITY = {"ssl_mode": "VERIFY_IDENTITY"}

DATABASES = {
    "default": MYSQL,
    "ssl_empty": {**MYSQL, "OPTIONS": {"ssl": {}}},
    "ssl_ca": {**MYSQL, "OPTIONS": CA},
    "required": {**MYSQL, "OPTIONS": {"ssl_mode": "REQUIRED"}},
    "required_ca": {**MYSQL, "OPTIONS": {"ssl_mode": "REQUIRED", **CA}},
    "verify_ca": {**MYSQL, "OPTIONS": {"ssl_mode": "VERIFY_CA", **CA}},
    "verify_identity": {**MYSQL, "OPTIONS": {**IDENTITY, **CA}},
    "without_ca": {**MYSQL, "OPTIONS": IDENTITY},
}
