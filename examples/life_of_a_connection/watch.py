"""Follow the connection of one thread through requests, an error and its last one."""

from concurrent.futures import ThreadPoolExecutor

from django.core.signals import request_finished, request_started
from django.db import Error, close_old_connections, connection, transaction


def state():
    return "none" if connection.connection is None else "open"


def query(sql="SELECT 1"):
    with connection.cursor() as cursor:
        cursor.execute(sql)


print("before the first query:", state())
#> before the first query: none
request_started.send(None)
print("when a request has started:", state())
#> when a request has started: none
query()
print("after its first query:", state())
#> after its first query: open

with ThreadPoolExecutor() as other:
    print("in another thread:", other.submit(state).result())
    #> in another thread: none

request_finished.send(None)
print("when the request has ended:", state())
#> when the request has ended: open
print("to be tested at the next query:", not connection.health_check_done)
#> to be tested at the next query: True
query()
print("to be tested after that:", not connection.health_check_done)
#> to be tested after that: False

try:
    query("SELECT nothing FROM nowhere")
except Error:
    print("an error has been noted:", connection.errors_occurred)
    #> an error has been noted: True
close_old_connections()
print("noted still, after a test:", connection.errors_occurred)
#> noted still, after a test: False

with transaction.atomic():
    query()
    first = connection.connection
    query()
    print("the same within atomic():", connection.connection is first)
    #> the same within atomic(): True

transaction.set_autocommit(False)
request_finished.send(None)
print("with autocommit left off:", state())
#> with autocommit left off: none

query()
connection.close_at = 0  # as if CONN_MAX_AGE had passed
print("too old, within a request:", state())
#> too old, within a request: open
request_finished.send(None)
print("too old, at its end:", state())
#> too old, at its end: none
