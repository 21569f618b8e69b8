"""Another client takes every connection that the server has left, for a few seconds."""

import time
from contextlib import ExitStack, suppress
from functools import partial

import psycopg
import pymysql

from tests.faults.fault import Fault
from tests.faults.load import select_slowly
from tests.own_servers import SmallPostgreSQL

MOST = 40  # connections
SECONDS = 2


def prepare(cell):
    if cell.approach.server != "postgresql":
        cell.private().query(f"SET GLOBAL max_connections = {MOST}")


def strike(cell):
    server = cell.private()
    with ExitStack() as taken:
        cell.clients.pause()  # so that none is free for a moment when the last is taken
        with suppress(psycopg.OperationalError, pymysql.OperationalError):
            while True:
                taken.enter_context(connect(server))
        cell.clients.resume()
        cell.sweep(patience=SECONDS)  # a pool that may grow would need more connections now
        time.sleep(SECONDS)


def connect(server):
    """A connection of somebody else, as the user of the project. Raises what the driver raises."""
    login = server.connection_environment()
    user, password = login["DB_USER"], login["DB_PASSWORD"]
    if server.name == "postgresql":
        return psycopg.connect(server.conninfo, user=user, password=password)
    address = {"host": login["DB_HOST"], "port": int(login["DB_PORT"])}
    return pymysql.connect(**address, user=user, password=password, ssl_disabled=True)


FAULT = Fault(
    "The server's connection limit is reached",
    strike,
    statements=select_slowly,
    prepare=prepare,
    servers={"postgresql": partial(SmallPostgreSQL, max_connections=MOST)},
    seconds=SECONDS,
)
