import pytest

from tests.session_state import ALL_LEFT, found_by_next_request

pytestmark = pytest.mark.packages("psycopg", "psycopg-pool")
EXAMPLE = "postgresql_pool_of_one/settings.py"


def test_requests_share_a_server_process(projects, postgresql, record):
    """Five requests, one after another, are served by one server process."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    server_processes = {site.value("SELECT pg_backend_pid()") for _ in range(5)}
    assert len(server_processes) == 1
    record(requests=5, server_processes=len(server_processes))


def test_every_worker_holds_one_connection(projects, postgresql, record):
    """Two workers that have each served a request hold two connections."""
    site = projects.serve(EXAMPLE, postgresql, workers=2, threads=1)
    site.at_once(2, "SELECT 1")
    held = len(site.sessions())
    assert held == 2
    record(workers=2, connections=held)


def test_session_state_stays(projects, postgresql, record):
    """A search_path, a temporary table and an advisory lock are there for the next request."""
    found = found_by_next_request(projects.serve(EXAMPLE, postgresql, threads=1))
    assert found == ALL_LEFT
    record(**found)
