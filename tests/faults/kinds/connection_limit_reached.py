"""Another client takes every connection that the server has left, for a few seconds."""

import time
from contextlib import ExitStack, suppress
from functools import partial

import psycopg

from tests.faults.fault import Fault, only_on_postgresql
from tests.faults.load import select_slowly
from tests.own_servers import SmallPostgreSQL

MOST = 40  # connections
SECONDS = 2


def strike(cell):
    server = cell.private()
    login = server.connection_environment()
    with ExitStack() as taken:
        cell.clients.pause()  # so that none is free for a moment when the last is taken
        with suppress(psycopg.OperationalError):
            while True:
                taken.enter_context(
                    psycopg.connect(
                        server.conninfo, user=login["DB_USER"], password=login["DB_PASSWORD"]
                    )
                )
        cell.clients.resume()
        cell.sweep(patience=SECONDS)  # a pool that may grow would need more connections now
        time.sleep(SECONDS)


FAULT = Fault(
    "The server's connection limit is reached",
    strike,
    statements=select_slowly,
    why_not=only_on_postgresql,
    server=partial(SmallPostgreSQL, max_connections=MOST),
    seconds=SECONDS,
)
