"""Views that use the database as ordinary views do and tell the test what they saw."""

import json
import os
import socket
import sys
from contextlib import nullcontext

from django.db import connections, transaction
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt

POOL_OPTIONS = [
    "min_size",
    "max_size",
    "timeout",
    "max_waiting",
    "max_lifetime",
    "max_idle",
    "reconnect_timeout",
]


@csrf_exempt
def sql(request):
    """Run statements one after another, through Django's own connection, in one request.

    With a ``gate``, wait at it after the last one, holding the connection as a slow view does.
    With ``atomic``, run them within Django's ``atomic()``.
    """
    asked = json.loads(request.body)
    rows = []
    block = transaction.atomic(using=asked["alias"]) if asked["atomic"] else nullcontext()
    with block, connections[asked["alias"]].cursor() as cursor:
        for statement in asked["statements"]:
            cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
        if asked["gate"]:
            with socket.create_connection(asked["gate"]) as gate:
                gate.recv(1)  # returns when the test opens the gate
    return JsonResponse({"rows": rows, "process": os.getpid()})


@csrf_exempt
def pool(request):
    """This process's pool for an alias, asked without taking a connection from it."""
    pool = connections[json.loads(request.body)["alias"]].pool
    options = {name: getattr(pool, name) for name in POOL_OPTIONS}
    return JsonResponse({"statistics": pool.get_stats(), "options": options})


@csrf_exempt
def process(request):
    """Answer without touching the database."""
    return JsonResponse({"rows": [], "process": os.getpid()})


def server_error(request):
    """What went wrong, with its causes, as a developer would read it in the traceback."""
    error = sys.exception()
    causes = []
    while error is not None:
        causes.append({"type": qualified_name(type(error)), "message": str(error).strip()})
        error = error.__cause__
    return JsonResponse({"errors": causes}, status=500)


def qualified_name(kind: type) -> str:
    """``kind`` as it is imported: ``django.db.utils.OperationalError``, ``KeyError``."""
    if kind.__module__ == "builtins":
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"
