"""A page that asks the database, and the addresses of the toolbar."""

from debug_toolbar.toolbar import debug_toolbar_urls
from django.db import connection
from django.http import HttpResponse
from django.urls import path


def page(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("<html><body>One query</body></html>")


urlpatterns = [path("", page), *debug_toolbar_urls()]
