"""Take the address from pg_service.conf and the password from a file; pool the rest."""

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": {
            "service": "shop",
            "pool": {"min_size": 1, "max_size": 4, "timeout": 2},
        },
    },
}
