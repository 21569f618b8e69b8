"""Settings for those of Django's tests on Oracle that need no server: nothing listens here."""

NOWHERE = {
    "ENGINE": "django.db.backends.oracle",
    "NAME": "localhost:1/nowhere",
    "USER": "nobody",
    "PASSWORD": "none",
}
DATABASES = {"default": NOWHERE, "other": dict(NOWHERE)}
SECRET_KEY = "of no use"
USE_TZ = False
