"""What one client leaves on its session through a pooler, and which clients find it afterwards."""

from collections.abc import Callable
from contextlib import contextmanager

from tests.plugins.projects import Site
from tests.servers import Database
from tests.servers.postgresql import PostgreSQL

LEAVE = {
    "time_zone": "SET TIME ZONE 'Asia/Tokyo'",
    "isolation_level": "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "statement_timeout": "SET statement_timeout = '1h'",
    "temp_table": "CREATE TEMP TABLE left_behind ()",
    "advisory_lock": "SELECT pg_advisory_lock(1)",
    "listen": "LISTEN left_behind",
    "prepared_statement": "PREPARE left_behind AS SELECT 1",
    "held_cursor": "DECLARE left_behind CURSOR WITH HOLD FOR SELECT 1",
    "search_path": "SET search_path = pg_catalog",
    "role": 'SET ROLE "{role}"',
}

FIND = {
    "time_zone": "current_setting('TimeZone') = 'Asia/Tokyo'",
    "isolation_level": "current_setting('default_transaction_isolation') = 'serializable'",
    "statement_timeout": "current_setting('statement_timeout') = '1h'",
    "temp_table": "to_regclass('pg_temp.left_behind') IS NOT NULL",
    "advisory_lock": "EXISTS (SELECT FROM pg_locks"
    " WHERE locktype = 'advisory' AND pid = pg_backend_pid())",
    "listen": "EXISTS (SELECT pg_listening_channels())",
    "prepared_statement": "EXISTS (SELECT FROM pg_prepared_statements WHERE name = 'left_behind')",
    "held_cursor": "EXISTS (SELECT FROM pg_cursors WHERE name = 'left_behind')",
    "search_path": "current_setting('search_path') = 'pg_catalog'",
    "role": "current_user <> session_user",
}

NOTHING = dict.fromkeys(FIND, False)
EVERYTHING = dict.fromkeys(FIND, True)


@contextmanager
def role(server: PostgreSQL, database: Database):
    """A role that the project's user may take, for as long as the block runs."""
    name = f"{database.name}_reader"
    user = database.environment["DB_USER"]
    server.query(f'CREATE ROLE "{name}"')
    server.query(f'GRANT "{name}" TO "{user}"')
    try:
        yield name
    finally:
        server.query(f'DROP ROLE "{name}"')


def leave_everything(site: Site, role: str) -> int:
    """Change all of the session state; the server process that it was changed in."""
    changes = [statement.format(role=role) for statement in LEAVE.values()]
    return site.value(*changes, "SELECT pg_backend_pid()")


def found(site: Site) -> tuple[int, dict[str, bool]]:
    """The server process that answers a request, and what of the changed state it has."""
    process, *findings = site.sql(f"SELECT pg_backend_pid(), {', '.join(FIND.values())}")[0]
    return process, dict(zip(FIND, findings, strict=True))


def once_on_one_connection(observe: Callable[[], tuple[bool, dict]], tries: int = 10) -> dict:
    """What ``observe`` saw when it came to one server connection again.

    A pooler may still be resetting that connection, or have its own idea which one is next.
    """
    for _ in range(tries):
        on_one_connection, seen = observe()
        if on_one_connection:
            return seen
    raise AssertionError(f"The pooler gave another server connection {tries} times.")


def seen_by(one: Site, other: Site, server: PostgreSQL) -> dict[str, dict]:
    """What ``one`` leaves is found by itself and by ``other``, two projects on one database.

    First nobody else is busy; ``other`` asks next; at last ``one`` asks again while ``other``
    has a transaction open.
    """
    other.sql("SELECT 1")
    with role(server, one.database) as name:
        changed = leave_everything(one, name)
        alone = found(one)
        by_other = found(other)
        with other.holding(1, "SELECT 1", atomic=True):
            among_others = found(one)
    return {
        "alone": alone[1],
        "other_client": by_other[1],
        "among_others": among_others[1],
        "same_server_process": [
            process == changed for process, _ in (alone, by_other, among_others)
        ],
    }
