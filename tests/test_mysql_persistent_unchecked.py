import pytest

from tests.mysql_idle_timeout import WAIT_TIMEOUT, close_when_idle
from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "mysql_persistent_unchecked/settings.py"
COMMANDS = "SHOW SESSION STATUS LIKE 'Com_admin_commands'"


def test_reused_connection_is_not_tested(projects, mysql_server, record):
    """A request that reuses a connection sends nothing but its own queries."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    commands = [int(site.sql(COMMANDS)[0][1]) for _ in range(2)]
    assert commands[0] == commands[1]
    record(pings_per_request=commands[1] - commands[0])


def test_dead_connection_fails_one_request(projects, each_mysql_server, record):
    """When the server has closed the connection, one request fails and the one after succeeds."""
    site = projects.serve(EXAMPLE, each_mysql_server, threads=1)
    site.sql("SELECT 1")
    each_mysql_server.terminate(site.database)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert site.value("SELECT 1") == 1
    record(failed_requests=1, error=failure.value.errors[0])


@pytest.mark.waits(1)
def test_idle_timeout_fails_one_request(projects, each_mysql_server, record):
    """When the server has closed the connection for being idle, one request fails."""
    site = projects.serve(EXAMPLE, each_mysql_server, threads=1)
    close_when_idle(site)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert site.value("SELECT 1") == 1
    record(wait_timeout=WAIT_TIMEOUT, failed_requests=1, error=failure.value.errors[0])
