"""Load Django once, close what it opened, and fork the workers from it."""

wsgi_app = "mysite.wsgi:application"
workers = 2
preload_app = True


def close_everything():
    """Close this process's connections, and the pools that hold them."""
    from django.db import connections

    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def pre_fork(server, worker):
    """Leave no connection for the workers to inherit."""
    close_everything()


def worker_exit(server, worker):
    """Leave no pool whose threads Python would wait for."""
    close_everything()
