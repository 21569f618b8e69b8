import pytest

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]
EXAMPLE = "runserver_pool/runserver.sh"
ALLOWED = 4


def test_connections_go_back_to_the_pool(programs, postgresql, record):
    """With four connections allowed, a hundred clients are served one after another.

    The development server starts a thread for each of them, and the pool gets its connection back.
    """
    site = programs.serve(EXAMPLE, postgresql)
    postgresql.limit_connections(site.database, ALLOWED)
    served = [site.value("SELECT pg_backend_pid()") for _ in range(100)]
    assert len(set(served)) <= ALLOWED
    record(clients=len(served), connections_allowed=ALLOWED)


def test_crowd_shares_the_pool(programs, postgresql, record):
    """Eight clients at a time, each of them new for each request, share four connections."""
    site = programs.serve(EXAMPLE, postgresql)
    site.at_once(4, "SELECT 1")
    used = {rows[0][0] for rows in site.crowd(8, 80, "SELECT pg_backend_pid()")}
    held = len(site.sessions())
    assert len(used) <= held == 4
    record(clients_at_a_time=8, connections=held)
