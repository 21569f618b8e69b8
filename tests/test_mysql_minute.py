import pytest

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "mysql_minute/settings.py"


def test_requests_of_a_thread_share_a_connection(projects, mysql_server, record):
    """Five requests of one thread, within a minute, are served over one connection."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    assert len(connections) == 1
    record(requests=5, connections=len(connections))


def test_dead_connection_is_replaced(projects, mysql_server, record):
    """When the server has closed the connection, the next request succeeds."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    site.sql("SELECT 1")
    assert mysql_server.terminate(site.database) == 1
    assert site.value("SELECT 1") == 1
    record(connections_closed=1, failed_requests=0)
