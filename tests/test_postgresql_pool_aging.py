import pytest

from tests.refusals import POOL_REFUSED_BY_PSYCOPG, error_of_first_request
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "postgresql_pool_aging/settings.py"


@pytest.mark.waits(1.5)
def test_idle_pool_shrinks_to_min_size(projects, postgresql, record):
    """After a burst, the pool of four closes what it does not use until min_size is left."""
    site = projects.serve(EXAMPLE, postgresql)
    with site.holding(4, "SELECT 1"):
        after_burst = len(site.sessions())
    after_idling = eventually(lambda: len(site.sessions()), 1)
    assert (after_burst, after_idling) == (4, 1)
    record(connections_after_burst=after_burst, connections_after_idling=after_idling)


@pytest.mark.waits(1)
def test_max_idle_leaves_alone_what_is_in_use(projects, postgresql, record):
    """Four requests that work for twice max_idle keep their connections, and none fails."""
    site = projects.serve(EXAMPLE, postgresql)
    requests = site.at_once(4, "SELECT pg_backend_pid(), pg_sleep(1)")
    server_processes = {rows[0][0] for rows in requests}
    assert len(server_processes) == 4
    record(connections_in_use=4, failed_requests=0, max_idle=site.pool_options()["max_idle"])


@pytest.mark.waits(2)
def test_connection_past_max_lifetime_is_replaced(projects, postgresql, record):
    """A connection in use past max_lifetime finishes its request and is then replaced."""
    site = projects.serve(EXAMPLE, postgresql)
    gate_query = "SELECT pg_backend_pid(), pg_sleep(2.1)"
    old = site.value(gate_query)
    new = eventually(lambda: site.value("SELECT pg_backend_pid()") != old, True)
    assert new
    record(request_failed=False, server_process_replaced=new)


@pytest.mark.only_with("Django<5.1")
@pytest.mark.documented_failure
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error == POOL_REFUSED_BY_PSYCOPG
    record(error=error)
