"""Take everything from DATABASE_URL, the pool as well."""

import os

import dj_database_url

MAX_AGE = int(os.environ.get("DB_CONN_MAX_AGE", "0"))

DATABASES = {"default": dj_database_url.config(conn_max_age=MAX_AGE)}
