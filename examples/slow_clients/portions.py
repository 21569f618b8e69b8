"""Read rows for a streaming response, holding no connection while they are sent."""

from django.db import connections


def in_portions(queryset, size=1000):
    """The rows in the order of their primary keys, ``size`` of them a query."""
    queryset = queryset.order_by("pk")
    portion = list(queryset[:size])
    while portion:
        connections[queryset.db].close()
        yield from portion
        portion = list(queryset.filter(pk__gt=portion[-1].pk)[:size])
    connections[queryset.db].close()
