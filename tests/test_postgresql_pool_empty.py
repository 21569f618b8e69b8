import pytest

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
EXAMPLE = "postgresql_pool_empty/settings.py"


def test_there_is_no_pool(projects, postgresql, record):
    """Five requests, one after another, open five connections, as without a pool."""
    site = projects.serve(EXAMPLE, postgresql)
    server_processes = {site.value("SELECT pg_backend_pid()") for _ in range(5)}
    assert len(server_processes) == 5
    record(requests=5, server_processes=len(server_processes))
