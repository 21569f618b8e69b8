"""Lose a connection of psycopg2 in a long-running script, and get another."""

from django.db import Error, close_old_connections, connection


def ask(sql):
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    except Error as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"


print(ask("SELECT pg_terminate_backend(pg_backend_pid())"))
#> OperationalError: server closed the connection unexpectedly
print(ask("SELECT 1"))
#> InterfaceError: connection already closed
print(ask("SELECT 1"))
#> InterfaceError: connection already closed
close_old_connections()
print(ask("SELECT 1"))
#> 1
