"""Print which database a worker of `test --parallel` is to use, and which it uses."""

from django.db import connection
from django.test import SimpleTestCase, TestCase


class OnADatabase(TestCase):
    def test_database(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT DATABASE()")
            print("to use:", connection.settings_dict["NAME"])
            print("in use:", cursor.fetchone()[0], flush=True)


class Another(SimpleTestCase):
    """The tests of one class run in one process: this gives Django a reason for two."""

    def test_nothing(self):
        pass
