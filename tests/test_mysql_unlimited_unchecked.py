import pytest

from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "mysql_unlimited_unchecked/settings.py"


def test_dead_connection_fails_one_request(projects, mysql_server, record):
    """When the server has closed the connection, one request fails and the one after succeeds."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    site.sql("SELECT 1")
    assert mysql_server.terminate(site.database) == 1
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert site.value("SELECT 1") == 1
    record(failed_requests=1, error=failure.value.errors[0])
