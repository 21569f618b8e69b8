import pytest

from tests import libconfig
from tests.commands import NO_ISSUES, last_lines

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "proxysql/settings.py"
ON_PROXYSQL = pytest.mark.parametrize("proxy", ["proxysql"], indirect=True)


def test_django_takes_the_settings(projects, no_proxysql, record):
    """Django imports the settings, and `manage.py check` finds no issue. Nothing was connected."""
    said = last_lines(projects, EXAMPLE, no_proxysql, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)


def test_file_is_whole_and_fits_together(projects, no_proxysql, record):
    """The file is libconfig, and its user's host group is the one that has a server."""
    configuration = "proxysql/proxysql.cnf"
    settings = libconfig.read((projects.examples / configuration).read_text())
    [server], [user] = settings["mysql_servers"], settings["mysql_users"]
    assert user["default_hostgroup"] == server["hostgroup"]
    assert settings["mysql_variables"]["enforce_autocommit_on_reads"] is True
    assert settings["mysql_variables"]["client_found_rows"] is True
    with no_proxysql.database() as database:
        projects.ran(configuration, database)
    record(
        address=settings["mysql_variables"]["interfaces"],
        clients=settings["mysql_variables"]["max_connections"],
        server_connections=server["max_connections"],
    )


@ON_PROXYSQL
def test_requests_share_server_connections(projects, proxy, record):
    """Forty requests, one after another, use at most eight connections to the server."""
    site = projects.serve(EXAMPLE, proxy, threads=4)
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(40)}
    assert len(connections) <= 8
    record(requests=40)
