"""A view that answers bit by bit."""

import asyncio
import json

from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.http import StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
async def stream(request):
    """Send the beginning of an answer, wait at the gate, and send the rest.

    With ``close``, close the connection before.
    """
    asked = json.loads(request.body)
    return StreamingHttpResponse(parts(*asked["gate"], asked["close"]))


async def parts(host: str, port: int, close: bool):
    row = await sync_to_async(one_row)()
    if close:
        await sync_to_async(connections.close_all)()
    yield json.dumps({"rows": [row]}).removesuffix("}")
    gate, writer = await asyncio.open_connection(host, port)
    await gate.read(1)  # returns when the test opens the gate
    writer.close()
    yield "}"


def one_row() -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return list(cursor.fetchone())
