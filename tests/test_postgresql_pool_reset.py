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
]
EXAMPLE = "postgresql_pool_reset/settings.py"


def test_session_state_is_gone(projects, postgresql, record):
    """What one request leaves on its connection, a later one does not find."""
    found = found_on_the_same_connection(projects.serve(EXAMPLE, postgresql, threads=1))
    assert found == NOTHING_LEFT
    record(**found)


def test_djangos_time_zone_stays(projects, postgresql, record):
    """A connection that came back has the project's time zone, not the server's."""
    with postgresql.database() as database:
        postgresql.query(f"ALTER DATABASE \"{database.name}\" SET timezone = '{SERVERS_TIME_ZONE}'")
        site = projects.serve(EXAMPLE, postgresql, threads=1, database=database)
        [new, pid] = site.sql(f"{TIME_ZONE}, pg_backend_pid()")[0]
        [reused] = on_connection(site, pid, TIME_ZONE)
    assert (new, reused) == ("UTC", "UTC")
    record(servers_time_zone=SERVERS_TIME_ZONE, new_connection=new, reused_connection=reused)


def test_it_costs_one_statement_a_request(projects, postgresql, record):
    """For a request with one query, the server sees that query and the reset."""
    with postgresql.database() as database:
        site = projects.serve(EXAMPLE, postgresql, threads=1, database=database)
        postgresql.log_statements(database)
        site.sql("SELECT 1")
        site.wait_for_pool(4)
        statements = [
            statement
            for statement in postgresql.statements(database)
            if "TimeZone" not in statement  # each connection is made with it
        ]
    assert statements[0] == "SELECT 1"
    assert statements[1].startswith("UNLISTEN *")
    assert len(statements) == 2
    record(statements=statements)
