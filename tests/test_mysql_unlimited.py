import pytest

from tests.mysql_idle_timeout import WAIT_TIMEOUT, close_when_idle

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "mysql_unlimited/settings.py"


def test_requests_of_a_thread_share_a_connection(projects, mysql_server, record):
    """Five requests of one thread are served over one connection."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    assert len(connections) == 1
    record(requests=5, connections=len(connections))


def test_dead_connections_are_replaced(projects, mysql_server, record):
    """When the server has closed the connections of four threads, none of four requests fails."""
    site = projects.serve(EXAMPLE, mysql_server, threads=4)
    site.at_once(4, "SELECT 1")
    assert mysql_server.terminate(site.database) == 4
    assert site.at_once(4, "SELECT 1") == [[[1]]] * 4
    record(connections_closed=4, failed_requests=0)


@pytest.mark.waits(1)
def test_health_check_notices_an_idle_timeout(projects, mysql_server, record):
    """When the server has closed the connection for being idle, the next request succeeds."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    close_when_idle(site)
    assert site.value("SELECT 1") == 1
    record(wait_timeout=WAIT_TIMEOUT, failed_requests=0)
