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

NOTHING_LEFT = {"search_path": '"$user", public', "temp_table": False, "advisory_lock": False}
ALL_LEFT = {"search_path": "pg_catalog", "temp_table": True, "advisory_lock": True}


def found(site, *before: str, **options) -> dict:
    """What one request finds on its session, after running the statements ``before``."""
    return dict(zip(NOTHING_LEFT, site.sql(*before, FIND, **options)[0], strict=True))


def found_by_next_request(site) -> dict:
    """Let one request leave its traces and report those that the next request finds."""
    site.sql(*LEAVE)
    return found(site)
