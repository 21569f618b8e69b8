"""Lose the connection in a long-running script, and get another."""

from django.db import OperationalError, close_old_connections, connection


def ask(sql):
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    except OperationalError as error:
        return str(error)


print(ask("SELECT pg_terminate_backend(pg_backend_pid())"))
#> terminating connection due to administrator command
print(ask("SELECT 1"))
#> the connection is closed
print(ask("SELECT 1"))
#> the connection is closed
close_old_connections()
print(ask("SELECT 1"))
#> 1
