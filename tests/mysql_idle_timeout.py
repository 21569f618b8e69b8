"""A MySQL or MariaDB that closes a connection for being idle, after a second instead of hours."""

from tests.waiting import eventually

WAIT_TIMEOUT = 1  # second: the shortest that the servers know


def close_when_idle(site) -> None:
    """Let a request open a connection, and return once the server's idle timeout has closed it."""
    site.sql(f"SET SESSION wait_timeout = {WAIT_TIMEOUT}")
    assert eventually(site.sessions, []) == []
