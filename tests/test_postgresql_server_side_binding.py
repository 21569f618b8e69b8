import pytest

from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "postgresql_server_side_binding/settings.py"
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 1'"


def test_prepared_statements_outlive_requests(projects, postgresql, record):
    """The fifth request that sends the same statement prepares it; the next ones find it."""
    site = projects.serve(EXAMPLE, postgresql)
    found = []
    for _ in range(6):
        site.sql("SELECT 1")
        found.append(site.value(PREPARED))
    assert found == [0, 0, 0, 0, 1, 1]
    record(found_after_each_request=found)


def test_new_connection_begins_anew(projects, postgresql, record):
    """What a connection has prepared is gone with it: the one in its place has nothing."""
    site = projects.serve(EXAMPLE, postgresql)
    for _ in range(5):
        site.sql("SELECT 1")
    before = site.value(PREPARED)
    postgresql.terminate(site.database)
    with pytest.raises(ViewError):
        site.sql("SELECT 1")  # on the dead connection, which the pool then replaces
    after = site.value(PREPARED)
    assert (before, after) == (1, 0)
    record(before=before, after=after)
