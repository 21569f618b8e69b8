import pytest

from tests.idle_timeout import IDLE_TIMEOUT, close_when_idle
from tests.plugins.projects import ViewError

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_persistent_unchecked/settings.py"


def test_reused_connection_is_not_tested(projects, postgresql, record):
    """A request that reuses a connection sends nothing but its own queries."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    postgresql.log_statements(site.database)
    site.sql("SELECT 'first request'")
    site.sql("SELECT 'second request'")
    statements = postgresql.statements(site.database)
    second = statements[statements.index("SELECT 'first request'") + 1 :]
    assert second == ["SELECT 'second request'"]
    record(statements_of_second_request=second)


def test_dead_connection_fails_one_request(projects, postgresql, record):
    """When the server has closed the connection, one request fails and the one after succeeds."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")
    postgresql.terminate(site.database)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert site.value("SELECT 1") == 1
    record(failed_requests=1, error=failure.value.errors[0])


@pytest.mark.waits(0.5)
def test_idle_timeout_fails_one_request(projects, postgresql, record):
    """When the server has closed the connection for being idle, one request fails."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    close_when_idle(site, postgresql)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert "terminating connection due to idle-session timeout" in failure.value.message
    assert site.value("SELECT 1") == 1
    record(idle_timeout=IDLE_TIMEOUT, failed_requests=1, error=failure.value.errors[0])
