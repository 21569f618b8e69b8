"""Write to a primary, read from a replica, and migrate over a connection of its own."""

import os

PRIMARY = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
}
REPLICA = {
    **PRIMARY,
    "HOST": os.environ["DB_REPLICA_HOST"],
    "PORT": os.environ["DB_REPLICA_PORT"],
}
WEB = {
    "application_name": "web",
    "options": "-c statement_timeout=5s",
    "pool": {"min_size": 2, "max_size": 4, "timeout": 5},
}

DATABASES = {
    "default": {**PRIMARY, "OPTIONS": WEB},
    "replica": {**REPLICA, "OPTIONS": WEB, "TEST": {"MIRROR": "default"}},
    # For migrations and scripts: no pool, and no limit to how long a statement takes.
    "direct": {**PRIMARY, "OPTIONS": {"application_name": "direct"}},
}
DATABASE_ROUTERS = ["routers.PrimaryReplicaRouter"]
INSTALLED_APPS = ["django.contrib.sessions"]
