"""Query from four threads that never give their connections back to a pool of two."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import OperationalError, connection

together = Barrier(4)


def query():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return "answered"
    except OperationalError as error:
        return str(error)


def ask(number):
    together.wait()
    return query()


with ThreadPoolExecutor(4) as threads:
    print(sorted(threads.map(ask, range(4))))
    """
    [
        "answered",
        "answered",
        "couldn't get a connection after 1.00 sec",
        "couldn't get a connection after 1.00 sec",
    ]
    """
print(query())
#> couldn't get a connection after 1.00 sec
connection.close_pool()
