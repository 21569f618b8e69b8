import pytest

from tests.plugins.projects import ViewError

pytestmark = pytest.mark.packages("django-db-connection-pool", "SQLAlchemy", "psycopg")
EXAMPLE = "postgresql_db_connection_pool_unchecked/settings.py"


def test_dead_connections_fail_one_request_each(projects, postgresql, record):
    """When the server has closed both connections of the pool, two of six requests fail."""
    site = projects.serve(EXAMPLE, postgresql, threads=2)
    site.at_once(2, "SELECT 1")
    for _ in range(5):
        site.process()  # meanwhile both connections go back: a request ends after its answer
    assert postgresql.terminate(site.database) == 2
    errors = []
    for _ in range(6):
        try:
            site.sql("SELECT 1")
        except ViewError as failure:
            errors.append(failure.errors[0])
    assert len(errors) == 2
    assert {error["type"] for error in errors} == {"django.db.utils.OperationalError"}
    record(connections_closed=2, failed_requests=len(errors), error=errors[0])
