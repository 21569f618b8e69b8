"""Fork a process while a connection is open, and see what it inherits."""

import multiprocessing

from django.db import OperationalError, connection, connections


def server_process():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def inherit(expected, reply):
    reply.send(server_process() == expected)


def close_first(expected, reply):
    connections.close_all()
    reply.send(server_process() == expected)


def in_fork(target):
    ours, theirs = multiprocessing.get_context("fork").Pipe()
    arguments = (server_process(), theirs)
    child = multiprocessing.get_context("fork").Process(target=target, args=arguments)
    child.start()
    child.join()
    return ours.recv()


print(in_fork(inherit))
#> True
print(in_fork(close_first))
#> False
try:
    server_process()
except OperationalError as error:
    print(type(error).__name__)
    #> OperationalError
