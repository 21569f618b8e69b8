"""Have two workers ask the database at the same time, and see who gets which answer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.plugins.programs import ProgramSite
from tests.servers import Database
from tests.servers.postgresql import OURSELVES
from tests.servers.process import suspend
from tests.waiting import eventually

FIRST = "SELECT 'first' FROM (SELECT pg_advisory_lock(1)) AS waited"
SECOND = "SELECT 'second'"
WAITING = """SELECT client_port FROM pg_stat_activity
    WHERE datname = %s AND wait_event = 'advisory'"""


def second_answer(site: ProgramSite) -> str:
    """What the second worker is answered when it asks for 'second'.

    The first has asked for 'first' and is paused while the database works on that, as a busy
    machine pauses any process. Its own answer is not waited for: where the two share a connection,
    it may never come. Ends the program.
    """
    first, second = site.workers(2)
    clients = ThreadPoolExecutor(2)
    try:
        with lock_held(site.database):
            suspend(second)
            clients.submit(site.value, FIRST)
            client_port = port_that_waits(site)
            suspend(first)
            second.resume()
            answer = clients.submit(site.value, SECOND)
            eventually(lambda: answer.done() or unread(client_port) > 0, True)
        return answer.result()
    finally:
        site.program.end()
        clients.shutdown()


@contextmanager
def lock_held(database: Database) -> Iterator[None]:
    """Keep the lock that the first question waits for."""
    with psycopg.connect(
        database.server.conninfo,
        dbname=database.name,
        application_name=OURSELVES,
        autocommit=True,
    ) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        yield


def port_that_waits(site: ProgramSite) -> int:
    """The client's port of the connection that waits for the lock."""

    def ports() -> list[int]:
        rows = site.database.server.query(WAITING, site.database.name)
        return [row["client_port"] for row in rows]

    assert eventually(lambda: len(ports()), 1) == 1
    return ports()[0]


def unread(client_port: int) -> int:
    """How many bytes the database has been sent from ``client_port`` and not read (Linux)."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, _, remote, state, queues, *_ = line.split()
        if state == "01" and int(remote.partition(":")[2], 16) == client_port:
            return int(queues.partition(":")[2], 16)
    return 0
