"""Give connections back to the pool when a response is ready, before it is sent."""

from django.db import connections


def return_connections(get_response):
    """Put this first in MIDDLEWARE: nothing that comes after may query the database."""

    def middleware(request):
        response = get_response(request)
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:  # as it is in a TestCase
                connection.close()
        return response

    return middleware
