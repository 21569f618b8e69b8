"""Query from four threads, and count connections before and after they end."""

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

together = Barrier(4)
OPEN = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def ask(number):
    together.wait()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def count_open():
    with connection.cursor() as cursor:
        cursor.execute(OPEN)
        return cursor.fetchone()[0]


with ThreadPoolExecutor(4) as threads:
    list(threads.map(ask, range(4)))
    print(count_open())
    #> 4
print(count_open())
#> 4
for _ in range(1000):
    gc.collect()
    if not count_open():
        break
print(count_open())
#> 0
