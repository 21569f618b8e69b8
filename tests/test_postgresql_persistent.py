import pytest

from tests.session_state import ALL_LEFT, found_by_next_request
from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_persistent/settings.py"


def test_requests_of_a_thread_share_a_connection(projects, postgresql, record):
    """Five requests, one after another in one thread, are served by one server process."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    server_processes = {site.value("SELECT pg_backend_pid()") for _ in range(5)}
    assert len(server_processes) == 1
    record(requests=5, server_processes=len(server_processes))


def test_every_thread_keeps_a_connection(projects, postgresql, record):
    """After four requests at a time, four threads hold one idle connection each."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    site.at_once(4, "SELECT 1")
    states = eventually(lambda: [each["state"] for each in site.sessions()], ["idle"] * 4)
    assert states == ["idle"] * 4
    record(requests_at_a_time=4, idle_connections_afterwards=len(states))


def test_every_process_keeps_connections_of_its_own(projects, postgresql, record):
    """Two workers with one thread each hold two connections."""
    site = projects.serve(EXAMPLE, postgresql, workers=2, threads=1)
    site.at_once(2, "SELECT 1")
    held = len(site.sessions())
    assert held == 2
    record(workers=2, threads=1, connections=held)


def test_health_check_replaces_a_dead_connection(projects, postgresql, record):
    """When the server has closed the connection, the next request opens another and succeeds."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    before = site.value("SELECT pg_backend_pid()")
    postgresql.terminate(site.database)
    after = site.value("SELECT pg_backend_pid()")
    assert after != before
    record(failed_requests=0)


def test_health_check_sends_one_query_a_request(projects, postgresql, record):
    """A request that reuses a connection sends SELECT 1 before its own first query."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    postgresql.log_statements(site.database)
    site.sql("SELECT 'first request'")
    site.sql("SELECT 'second request'")
    statements = postgresql.statements(site.database)
    second = statements[statements.index("SELECT 'first request'") + 1 :]
    assert second == ["SELECT 1", "SELECT 'second request'"]
    record(statements_of_second_request=second)


def test_session_state_stays(projects, postgresql, record):
    """A search_path, a temporary table and an advisory lock are there for the next request."""
    found = found_by_next_request(projects.serve(EXAMPLE, postgresql, threads=1))
    assert found == ALL_LEFT
    record(**found)
