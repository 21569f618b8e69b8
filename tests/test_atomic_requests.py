import pytest

from tests.plugins.projects import ViewError

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]
EXAMPLE = "atomic_requests/settings.py"


@pytest.mark.waits(1)
def test_view_without_a_query_takes_a_connection(projects, postgresql, record):
    """While a view holds the pool's only connection, one that never queries waits, and fails."""
    site = projects.serve(EXAMPLE, postgresql, threads=2)
    with site.holding(1, "SELECT 1"), pytest.raises(ViewError) as failure:
        site.process()
    assert failure.value.type == "django.db.utils.OperationalError"
    assert "couldn't get a connection" in failure.value.message
    record(error=failure.value.errors[0], queries=0)


def test_failed_request_leaves_nothing(projects, postgresql, record):
    """What a request wrote before it failed is not there for the next one."""
    site = projects.serve(EXAMPLE, postgresql)
    site.sql("CREATE TABLE written (number int)")
    with pytest.raises(ViewError, match="division by zero"):
        site.sql("INSERT INTO written VALUES (1)", "SELECT 1 / 0")
    rows = site.sql("SELECT number FROM written")
    assert rows == []
    record(rows_of_the_failed_request=len(rows))
