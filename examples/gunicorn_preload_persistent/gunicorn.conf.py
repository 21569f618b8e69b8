"""Load Django once, fork the workers, and have each open a connection of its own."""

wsgi_app = "mysite.wsgi:application"
workers = 2
preload_app = True


def post_fork(server, worker):
    """Drop the inherited connection."""
    from django.db import connections

    connections.close_all()
