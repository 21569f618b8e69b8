"""Read something from the database while Django starts, as some apps do."""

from django.apps import AppConfig
from django.db import connection


class StartupConfig(AppConfig):
    """An app that needs the database to start."""

    name = "startup"

    def ready(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
