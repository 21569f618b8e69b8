"""The project as an ASGI application, as `django-admin startproject mysite` writes it."""

from django.core.asgi import get_asgi_application

application = get_asgi_application()
