import pytest

from tests.session_state import (
    NOTHING_LEFT,
    SERVERS_TIME_ZONE,
    TIME_ZONE,
    found_on_the_same_connection,
    on_connection,
)

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
]
EXAMPLE = "postgresql_pool_discard_all/settings.py"


def test_session_state_is_gone(projects, postgresql, record):
    """What one request leaves on its connection, a later one does not find."""
    found = found_on_the_same_connection(projects.serve(EXAMPLE, postgresql, threads=1))
    assert found == NOTHING_LEFT
    record(**found)


def test_djangos_time_zone_is_gone_too(projects, postgresql, record):
    """A new connection has the project's time zone; one that came back has the server's.

    Django sets it once, when the connection is made.
    """
    with postgresql.database() as database:
        postgresql.query(f"ALTER DATABASE \"{database.name}\" SET timezone = '{SERVERS_TIME_ZONE}'")
        site = projects.serve(EXAMPLE, postgresql, threads=1, database=database)
        [new, pid] = site.sql(f"{TIME_ZONE}, pg_backend_pid()")[0]
        [reused] = on_connection(site, pid, TIME_ZONE)
    assert (new, reused) == ("UTC", SERVERS_TIME_ZONE)
    record(servers_time_zone=SERVERS_TIME_ZONE, new_connection=new, reused_connection=reused)
