"""Query the database in threads that do not close their connections."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.test import TransactionTestCase


def ask(_):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'answered'")
        return cursor.fetchone()[0]


class InThreads(TransactionTestCase):
    def test_two_threads(self):
        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(ask, range(2)))
        assert answers == ["answered"] * 2
