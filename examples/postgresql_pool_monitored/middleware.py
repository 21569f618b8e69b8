"""Answer /pools with the statistics of this process's pools, without a connection."""

import os

from django.db import connections
from django.http import JsonResponse


def pool_statistics(get_response):
    def middleware(request):
        if request.path != "/pools":
            return get_response(request)
        pools = {
            connection.alias: connection.pool.get_stats()
            for connection in connections.all()
            if getattr(connection, "pool", None)
        }
        return JsonResponse({"process": os.getpid(), "pools": pools})

    return middleware
