"""Take the address from DATABASE_URL by django-environ, and the pool from here."""

import environ

env = environ.Env()

DATABASES = {"default": env.db()}
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
    "min_size": 1,
    "max_size": 4,
    "timeout": 2,
}
