import pytest

from tests.dead_connections import IN_POOL, errors_of_requests

pytestmark = pytest.mark.packages("django-db-connection-pool", "SQLAlchemy", "psycopg")
EXAMPLE = "postgresql_db_connection_pool_unchecked/settings.py"


def test_dead_connections_fail_one_request_each(projects, postgresql, record):
    """When the server has closed both connections of the pool, two of six requests fail."""
    site = projects.serve(EXAMPLE, postgresql, threads=IN_POOL)
    errors = errors_of_requests(site, postgresql)
    assert len(errors) == 2
    assert {error["type"] for error in errors} == {"django.db.utils.OperationalError"}
    record(connections_closed=IN_POOL, failed_requests=len(errors), error=errors[0])
