"""Tell PostgreSQL what kind of process each connection belongs to."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Set in the unit file of the workers, the scheduler, the cron jobs.
            "application_name": os.environ.get("DB_APPLICATION_NAME", "web"),
        },
    },
}
