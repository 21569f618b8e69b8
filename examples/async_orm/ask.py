"""Ask the async ORM on which thread and connection its queries run."""

import asyncio
import threading

from django.db import connection, models
from django.db.backends.signals import connection_created


class Session(models.Model):
    pid = models.IntegerField(primary_key=True)

    class Meta:
        app_label = "sessions"
        db_table = "pg_stat_activity"
        managed = False


def note(connection, **kwargs):
    kind = type(connection.connection)
    opened.append(f"{kind.__module__}.{kind.__qualname__}")
    threads.append(threading.current_thread())


opened = []
threads = []
connection_created.connect(note)


async def ask():
    own = models.Func(function="pg_backend_pid", output_field=models.IntegerField())
    queries = [Session.objects.values_list(own, flat=True).afirst() for _ in range(5)]
    return await asyncio.gather(*queries)


print(len(set(asyncio.run(ask()))))
#> 1
print(opened)
#> ['psycopg.Connection']
print(threading.main_thread() in threads)
#> False
connection.close_pool()
