"""A project's own test suite, as `manage.py test` runs it."""

from django.db import connection
from django.test import TestCase


class DatabaseTest(TestCase):
    databases = "__all__"

    def test_the_database_answers(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
