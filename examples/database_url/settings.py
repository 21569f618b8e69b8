"""Take the address from DATABASE_URL, and the pool's options from here."""

import dj_database_url

DATABASES = {"default": dj_database_url.config()}
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
    "min_size": 1,
    "max_size": 4,
    "timeout": 2,
}
