"""A server that closes connections for being idle, after half a second instead of hours."""

from tests.waiting import eventually

IDLE_TIMEOUT = "500ms"  # shorter, and a busy machine could exceed it within a request


def close_when_idle(site, postgresql) -> None:
    """Let a request open a connection, and return once the server's idle timeout has closed it."""
    name = site.database.name
    postgresql.query(f"ALTER DATABASE \"{name}\" SET idle_session_timeout = '{IDLE_TIMEOUT}'")
    site.sql("SELECT 1")
    assert eventually(site.sessions, []) == []
