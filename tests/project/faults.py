"""Views that do what a fault needs: wait for each other, crash, or keep a connection."""

import json
import socket
import threading
from contextlib import suppress

from django.db import connection, transaction
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt

from tests.project.views import sql


@csrf_exempt
def together(request):
    """Wait at the meeting, holding nothing but this thread, and then do what ``sql`` does.

    One that is over lets everybody through.
    """
    meeting = json.loads(request.body)["meeting"]
    with suppress(OSError), socket.create_connection(meeting) as waiting:
        waiting.recv(1)
    return sql(request)


@csrf_exempt
def crash(request):
    """Write a row in a transaction, and raise."""
    asked = json.loads(request.body)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in asked["statements"]:
            cursor.execute(statement)
        raise ZeroDivisionError("the view crashed")


@csrf_exempt
def leak(request):
    """Let a thread use its connection and never give it back, as one that hangs does."""
    opened = threading.Event()

    def hang():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        opened.set()
        threading.Event().wait()

    threading.Thread(target=hang, daemon=True).start()
    return JsonResponse({"rows": [], "opened": opened.wait(1)})
