import pytest

from tests.idle_timeout import IDLE_TIMEOUT, close_when_idle

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_unlimited/settings.py"


def test_requests_of_a_thread_share_a_connection(projects, postgresql, record):
    """Five requests of one thread are served by one server process."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    server_processes = {site.value("SELECT pg_backend_pid()") for _ in range(5)}
    assert len(server_processes) == 1
    record(requests=5, server_processes=len(server_processes))


def test_dead_connections_are_replaced(projects, postgresql, record):
    """When the server has closed the connections of four threads, none of four requests fails."""
    site = projects.serve(EXAMPLE, postgresql, threads=4)
    site.at_once(4, "SELECT 1")
    assert postgresql.terminate(site.database) == 4
    assert site.at_once(4, "SELECT 1") == [[[1]]] * 4
    record(connections_closed=4, failed_requests=0)


@pytest.mark.waits(0.5)
def test_health_check_notices_an_idle_timeout(projects, postgresql, record):
    """When the server has closed the connection for being idle, the next request succeeds."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    close_when_idle(site, postgresql)
    assert site.value("SELECT 1") == 1
    record(idle_timeout=IDLE_TIMEOUT, failed_requests=0)
