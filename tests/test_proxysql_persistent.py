import pytest

from tests.commands import NO_ISSUES, last_lines
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "proxysql_persistent/settings.py"
ON_PROXYSQL = pytest.mark.parametrize("proxy", ["proxysql"], indirect=True)


def test_django_takes_the_settings(projects, no_proxysql, record):
    """Django imports the settings, and `manage.py check` finds no issue. Nothing was connected."""
    said = last_lines(projects, EXAMPLE, no_proxysql, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)


@ON_PROXYSQL
def test_every_idle_client_keeps_a_server_connection(projects, proxy, record):
    """After eight requests at a time, eight connections to the server are held by idle clients."""
    site = projects.serve(EXAMPLE, proxy, threads=8)
    site.at_once(8, "SELECT 1")
    held = eventually(lambda: len(site.sessions()), 8)
    assert held == 8
    record(idle_clients=8, server_connections=held)
