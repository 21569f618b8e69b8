import pytest

from tests.plugins.projects import Site, ViewError

pytestmark = pytest.mark.packages("django-db-connection-pool", "SQLAlchemy", "psycopg")
EXAMPLE = "postgresql_db_connection_pool_with_max_age/settings.py"


def error_while_idle(site: Site, alias: str) -> dict | None:
    """What the first of twenty requests raises that fails, after a burst that used up the pool.

    Two threads have used the alias, and two have not; whichever is idle gets the next request.
    """
    with site.holding(2, "SELECT 1", alias=alias), site.holding(2, "SELECT 1", alias="others"):
        pass
    for _ in range(20):
        try:
            site.sql("SELECT 1", alias=alias)
        except ViewError as failure:
            return failure.errors[0]
    return None


@pytest.mark.waits(1)
def test_idle_threads_use_up_the_pool(projects, postgresql, record):
    """With CONN_MAX_AGE 60, two idle threads keep both connections; a request of a third fails."""
    site = projects.serve(EXAMPLE, postgresql, threads=4)
    error = error_while_idle(site, "default")
    assert error["type"] == "sqlalchemy.exc.TimeoutError"
    record(requests_running=0, error=error)


@pytest.mark.waits(1)
def test_none_uses_up_the_pool_too(projects, postgresql, record):
    """With CONN_MAX_AGE None, it is the same."""
    site = projects.serve(EXAMPLE, postgresql, threads=4)
    error = error_while_idle(site, "forever")
    assert error["type"] == "sqlalchemy.exc.TimeoutError"
    record(requests_running=0, error=error)


def test_zero_gives_connections_back(projects, postgresql, record):
    """With CONN_MAX_AGE 0, Django's default, twenty requests from any thread succeed."""
    site = projects.serve(EXAMPLE, postgresql, threads=4)
    assert error_while_idle(site, "zero") is None
    record(requests=20, failed_requests=0)
