import pytest

from tests.read_only import read_only_requests
from tests.refusals import POOL_REFUSED_BY_PSYCOPG, error_of_first_request

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=6.1")]
EXAMPLE = "postgresql_pool_own_check/settings.py"


def test_read_only_connection_is_replaced(projects, postgresql, record):
    """After one request left its connection read-only, none of eight requests gets it."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    found = read_only_requests(site, 8)
    assert found == 0
    record(requests=8, read_only_requests=found)


def test_dead_connection_is_replaced(projects, postgresql, record):
    """When the server has closed one of the four connections, no request fails."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")
    site.wait_for_pool(4)
    oldest = site.sessions()[0]["pid"]
    assert postgresql.terminate(site.database, only=oldest) == 1
    for _ in range(8):
        assert site.value("SELECT 1") == 1
    record(connections_closed=1, failed_requests=0)


@pytest.mark.only_with("Django>=5.1,<6.1")
@pytest.mark.documented_failure
def test_older_django_passes_a_check_of_its_own(projects, postgresql, record):
    """From Django 5.1 to 6.0, the first request fails: Django passes a `check` in any case."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error["type"] == "TypeError"
    assert "got multiple values for keyword argument 'check'" in error["message"]
    record(error=error)


@pytest.mark.only_with("Django<5.1")
@pytest.mark.documented_failure
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error == POOL_REFUSED_BY_PSYCOPG
    record(error=error)
