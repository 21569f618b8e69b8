"""Views that take long to answer: some wait, another has much to say."""

import asyncio
import json

from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
async def stream(request):
    """Send the beginning of an answer, wait at the gate, and send the rest.

    With ``close``, close the connection before.
    """
    asked = json.loads(request.body)
    return StreamingHttpResponse(parts(*asked["gate"], asked["close"]))


@csrf_exempt
def large(request):
    """Send a line of a megabyte for each row of a table.

    ``how`` is "whole", "streaming", "two at a time", or "portions" with the example's own function.
    """
    from tests.project.row import Row

    how = json.loads(request.body)["how"]
    if how == "portions":
        from portions import in_portions

        rows = in_portions(Row.objects.all(), size=3)
    else:
        size = 2 if how == "two at a time" else 2000
        rows = Row.objects.order_by("pk").iterator(size)
    lines = (f"{row.number}".ljust(2**20) + "\n" for row in rows)
    return HttpResponse("".join(lines)) if how == "whole" else StreamingHttpResponse(lines)


@csrf_exempt
async def dawdle(request):
    """Ask the database something, and do something else for so many seconds.

    ``how`` it asks is "orm", "function", which is one of its own, or "other thread".
    """
    from tests.project.row import Row

    asked = json.loads(request.body)
    ask = {
        "orm": Row.objects.aexists,
        "function": sync_to_async(one_row),
        "other thread": sync_to_async(one_row_and_close, thread_sensitive=False),
    }[asked["how"]]
    await ask()
    await asyncio.sleep(asked["seconds"])
    return JsonResponse({"rows": []})


async def parts(host: str, port: int, close: bool):
    row = await sync_to_async(one_row)()
    if close:
        await sync_to_async(connections.close_all)()
    yield json.dumps({"rows": [row]}).removesuffix("}")
    gate, writer = await asyncio.open_connection(host, port)
    await gate.read(1)  # returns when the test opens the gate
    writer.close()
    yield "}"


def one_row_and_close() -> None:
    one_row()
    connection.close()


def one_row() -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return list(cursor.fetchone())
