"""Query from any thread of the event loop's: nobody gives those connections back."""

import asyncio
from threading import Barrier

from asgiref.sync import sync_to_async
from django.db import OperationalError, connection

together = Barrier(4)


def ask():
    together.wait()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return "answered"
    except OperationalError as error:
        return str(error)


async def ask_four_times():
    ask_anywhere = sync_to_async(ask, thread_sensitive=False)
    return await asyncio.gather(*[ask_anywhere() for _ in range(4)])


print(sorted(asyncio.run(ask_four_times())))
"""
[
    "answered",
    "answered",
    "couldn't get a connection after 1.00 sec",
    "couldn't get a connection after 1.00 sec",
]
"""
connection.close_pool()
