"""Ask where `thread_sensitive=False` runs a function, and what it leaves there."""

import asyncio
import threading

from asgiref.sync import sync_to_async
from django.db import connection


def ask():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return threading.current_thread(), cursor.fetchone()


async def ask_three_times():
    ask_anywhere = sync_to_async(ask, thread_sensitive=False)
    answers = []
    for _ in range(3):
        answers.append(await ask_anywhere())
        await asyncio.sleep(0.1)  # a call that finds no idle thread starts another
    threads, server_processes = zip(*answers, strict=True)
    print(len(set(threads)), "thread for", len(threads), "calls")
    #> 1 thread for 3 calls
    print("It lives on:", threads[0].is_alive())
    #> It lives on: True
    print("Connections opened:", len(set(server_processes)))
    #> Connections opened: 1


asyncio.run(ask_three_times())
