"""Follow the connection of a pool through checkouts, check-ins and its end."""

from django.core.signals import request_finished
from django.db import ProgrammingError, connection, transaction


def server_process():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def in_pool():
    return connection.pool.get_stats()["pool_available"]


print("the pool is closed at first:", connection.pool.closed)
#> the pool is closed at first: True
first = server_process()
print("after a query, in the pool:", in_pool())
#> after a query, in the pool: 0
request_finished.send(None)
print("at the request's end, in the pool:", in_pool())
#> at the request's end, in the pool: 1
print("lent to the next one:", server_process() == first)
#> lent to the next one: True

connection.close()
print("after close(), in the pool:", in_pool())
#> after close(), in the pool: 1
print("and still connected:", server_process() == first)
#> and still connected: True

with transaction.atomic():
    server_process()
    connection.close()
    print("after close() in atomic(), in the pool:", in_pool())
    #> after close() in atomic(), in the pool: 1
    try:
        server_process()
    except ProgrammingError as error:
        print(error)
        #> Cannot open a new connection in an atomic block.

connection.close_pool()
print("after close_pool(), another:", server_process() != first)
#> after close_pool(), another: True
connection.close_pool()
