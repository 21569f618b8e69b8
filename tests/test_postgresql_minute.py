import pytest

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_minute/settings.py"


def test_requests_of_a_thread_share_a_connection(projects, postgresql, record):
    """Five requests of one thread, within a minute, are served by one server process."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    server_processes = {site.value("SELECT pg_backend_pid()") for _ in range(5)}
    assert len(server_processes) == 1
    record(requests=5, server_processes=len(server_processes))


def test_dead_connection_is_replaced(projects, postgresql, record):
    """When the server has closed the connection, the next request succeeds."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")
    assert postgresql.terminate(site.database) == 1
    assert site.value("SELECT 1") == 1
    record(connections_closed=1, failed_requests=0)
