"""Load Django once, and close the connections, but not the pool, in each worker."""

wsgi_app = "mysite.wsgi:application"
workers = 2
preload_app = True


def post_fork(server, worker):
    """Do what is often recommended, which is not enough for a pool."""
    from django.db import connections

    connections.close_all()
