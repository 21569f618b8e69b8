import pytest

from tests.refusals import POOL_REFUSED_BY_PSYCOPG, error_of_first_request
from tests.session_state import ALL_LEFT, found_by_next_request

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
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


@pytest.mark.only_with("Django<5.1")
@pytest.mark.documented_failure
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error == POOL_REFUSED_BY_PSYCOPG
    record(error=error)
