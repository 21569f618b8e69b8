import pytest

from tests.idle_timeout import IDLE_TIMEOUT, close_when_idle
from tests.plugins.projects import ViewError
from tests.session_state import (
    ALL_LEFT,
    LEAVE_UNTIL_COMMIT,
    NOTHING_LEFT,
    found,
    found_by_next_request,
)
from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_persistent/settings.py"


def test_requests_of_a_thread_share_a_connection(projects, each_postgresql, record):
    """Five requests, one after another in one thread, are served by one server process."""
    site = projects.serve(EXAMPLE, each_postgresql, threads=1)
    server_processes = {site.value("SELECT pg_backend_pid()") for _ in range(5)}
    assert len(server_processes) == 1
    record(requests=5, server_processes=len(server_processes))


def test_every_thread_keeps_a_connection(projects, postgresql, record):
    """After eight requests at a time, eight threads hold one idle connection each."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    site.at_once(8, "SELECT 1")
    states = eventually(lambda: [each["state"] for each in site.sessions()], ["idle"] * 8)
    assert states == ["idle"] * 8
    record(requests_at_a_time=8, idle_connections_afterwards=len(states))


def test_idle_connections_count_toward_the_servers_limit(projects, postgresql, record):
    """With four connections allowed and four kept by an idle process, another's request fails."""
    idle = projects.serve(EXAMPLE, postgresql, threads=4)
    idle.at_once(4, "SELECT 1")
    postgresql.limit_connections(idle.database, 4)
    other = projects.serve(EXAMPLE, postgresql, database=idle.database)
    with pytest.raises(ViewError) as failure:
        other.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert "too many connections for database" in failure.value.message
    record(connections_allowed=4, requests_running=0, error=failure.value.errors[0])


def test_every_process_keeps_connections_of_its_own(projects, postgresql, record):
    """Two workers with one thread each hold two connections."""
    site = projects.serve(EXAMPLE, postgresql, workers=2, threads=1)
    site.at_once(2, "SELECT 1")
    held = len(site.sessions())
    assert held == 2
    record(workers=2, threads=1, connections=held)


def test_health_check_replaces_a_dead_connection(projects, each_postgresql, record):
    """When the server has closed the connection, the next request opens another and succeeds."""
    site = projects.serve(EXAMPLE, each_postgresql, threads=1)
    before = site.value("SELECT pg_backend_pid()")
    each_postgresql.terminate(site.database)
    after = site.value("SELECT pg_backend_pid()")
    assert after != before
    record(failed_requests=0)


@pytest.mark.waits(0.5)
def test_health_check_notices_an_idle_timeout(projects, postgresql, record):
    """When the server has closed the connection for being idle, the next request succeeds."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    close_when_idle(site, postgresql)
    assert site.value("SELECT 1") == 1
    record(idle_timeout=IDLE_TIMEOUT, failed_requests=0)


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
    found_next = found_by_next_request(projects.serve(EXAMPLE, postgresql, threads=1))
    assert found_next == ALL_LEFT
    record(**found_next)


def test_state_of_a_transaction_ends_with_it(projects, postgresql, record):
    """What SET LOCAL, ON COMMIT DROP and pg_advisory_xact_lock do in atomic() ends with it.

    The next request is on the same connection and finds nothing of it.
    """
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    before = site.value("SELECT pg_backend_pid()")
    within = found(site, *LEAVE_UNTIL_COMMIT, atomic=True)
    afterwards = found(site)
    assert (within, afterwards) == (ALL_LEFT, NOTHING_LEFT)
    assert site.value("SELECT pg_backend_pid()") == before
    record(found_within=within, found_by_next_request=afterwards)
