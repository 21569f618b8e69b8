"""Query from four threads that give their connections back to a pool of two."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, connections

together = Barrier(4)


def ask(number):
    together.wait()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return "answered"
    finally:
        connections.close_all()


with ThreadPoolExecutor(4) as threads:
    print(sorted(threads.map(ask, range(4))))
    #> ['answered', 'answered', 'answered', 'answered']
connection.close_pool()
