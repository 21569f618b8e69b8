"""Serve the project with two processes of eight threads each, and stop at once."""

wsgi_app = "mysite.wsgi:application"
workers = 2
threads = 8


def worker_exit(server, worker):
    """Close the pool: Python 3.13 waits five seconds for each thread of an open one."""
    from django.db import connections

    for connection in connections.all():
        if hasattr(connection, "close_pool"):
            connection.close_pool()
