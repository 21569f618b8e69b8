"""What one request can leave on its PostgreSQL session, and what a later one finds there."""

LEAVE = [
    "SET search_path = pg_catalog",
    "CREATE TEMP TABLE left_behind ()",
    "SELECT pg_advisory_lock(1)",
]

LEAVE_UNTIL_COMMIT = [
    "SET LOCAL search_path = pg_catalog",
    "CREATE TEMP TABLE left_behind () ON COMMIT DROP",
    "SELECT pg_advisory_xact_lock(1)",
]

FIND = """
    SELECT
        current_setting('search_path'),
        to_regclass('pg_temp.left_behind') IS NOT NULL,
        EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())
"""

TIME_ZONE = "SELECT current_setting('TimeZone')"
SERVERS_TIME_ZONE = "America/New_York"

NOTHING_LEFT = {"search_path": '"$user", public', "temp_table": False, "advisory_lock": False}
ALL_LEFT = {"search_path": "pg_catalog", "temp_table": True, "advisory_lock": True}


def found(site, *before: str, **options) -> dict:
    """What one request finds on its session, after running the statements ``before``."""
    return dict(zip(NOTHING_LEFT, site.sql(*before, FIND, **options)[0], strict=True))


def found_on_the_same_connection(site) -> dict:
    """Let one request leave its traces and report what a later one on its connection finds."""
    [pid] = site.sql(*LEAVE, "SELECT pg_backend_pid()")[0]
    return dict(zip(NOTHING_LEFT, on_connection(site, pid, FIND), strict=True))


def on_connection(site, pid: int, query: str, attempts: int = 20) -> list:
    """The row that ``query`` returns to a request which is served by the server process ``pid``.

    A pool hands its connections out in turn: sooner or later, it is this one's.
    """
    for _ in range(attempts):
        *row, seen = site.sql(f"SELECT *, pg_backend_pid() FROM ({query}) AS asked")[0]
        if seen == pid:
            return row
    raise AssertionError(f"None of {attempts} requests was served by the same server process.")


def found_by_next_request(site) -> dict:
    """Let one request leave its traces and report those that the next request finds."""
    site.sql(*LEAVE)
    return found(site)
