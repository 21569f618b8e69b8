"""Ask PgBouncer's console how full its pools are, and never wait for long."""

import os
import socket
from contextlib import contextmanager
from threading import Timer

import psycopg
from pools import PoolState

TIMEOUT = 2  # seconds to log in, for which psycopg takes no less, and again to answer


def pgbouncer_pools(conninfo):
    """The state of each pool, but for the console's own.

    Raises psycopg.Error if PgBouncer is gone, lets nobody in or answers too late.
    """
    pools, databases = ask_console(conninfo, "SHOW POOLS", "SHOW DATABASES")
    sizes = {database["name"]: database["pool_size"] for database in databases}
    return [
        state_of(pool, sizes.get(pool["database"]))
        for pool in pools
        if pool["database"] != "pgbouncer"
    ]


def state_of(pool, size):
    """A row of SHOW POOLS in the words of every other pool."""
    name = f"{pool['database']}/{pool['user']}"
    servers = sum(count for column, count in pool.items() if column.startswith("sv_"))
    idle = pool["sv_idle"] + pool["sv_used"]  # the latter: to be tested before next use
    used, waiting = servers - idle, pool["cl_waiting"]
    return PoolState(name, "pgbouncer", used, idle, size, waiting, None)


def ask_console(conninfo, *commands):
    """The rows that each command returns, as dictionaries. Raises psycopg.Error."""
    with psycopg.connect(
        conninfo,
        dbname="pgbouncer",
        connect_timeout=TIMEOUT,
        autocommit=True,  # the console knows no transactions
        cursor_factory=psycopg.ClientCursor,  # nor prepared statements
        row_factory=psycopg.rows.dict_row,
    ) as console:
        return ask(console, *commands)


def ask(console, *commands):
    with hung_up_after(TIMEOUT, console):
        return [console.execute(command).fetchall() for command in commands]


@contextmanager
def hung_up_after(seconds, connection):
    """End what waits for an answer: psycopg itself would wait forever."""
    line = socket.socket(fileno=os.dup(connection.fileno()))
    timer = Timer(seconds, line.shutdown, [socket.SHUT_RDWR])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        line.close()
