"""Take everything from DATABASE_URL with django-environ."""

import environ

env = environ.Env()

DATABASES = {"default": env.db()}
