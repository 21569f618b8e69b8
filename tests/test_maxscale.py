import configparser

import pymysql
import pytest

from tests.commands import NO_ISSUES, last_lines

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "maxscale/settings.py"
ON_MAXSCALE = pytest.mark.parametrize("proxy", ["maxscale"], indirect=True)


def test_django_takes_the_settings(projects, no_maxscale, record):
    """Django imports the settings, and `manage.py check` finds no issue. Nothing was connected."""
    said = last_lines(projects, EXAMPLE, no_maxscale, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)


def test_file_is_whole_and_fits_together(projects, no_maxscale, record):
    """Python's `configparser` reads the file, and each section that it names is there."""
    configuration = "maxscale/maxscale.cnf"
    file = configparser.ConfigParser(interpolation=None)
    file.read_string((projects.examples / configuration).read_text())
    kinds = {name: section.get("type") for name, section in file.items()}
    assert kinds[file["listener"]["service"]] == "service"
    assert kinds[file["django"]["servers"]] == kinds[file["monitor"]["servers"]] == "server"
    with no_maxscale.database() as database:
        projects.ran(configuration, database)
    record(
        address=f"{file['listener']['address']}:{file['listener']['port']}",
        server_connections=file["mariadb"].getint("max_routing_connections"),
    )


@ON_MAXSCALE
def test_requests_share_server_connections(projects, proxy, record):
    """Forty requests, one after another, use at most eight connections to the server."""
    site = projects.serve(EXAMPLE, proxy, threads=4)
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(40)}
    assert len(connections) <= 8
    record(requests=40)


@ON_MAXSCALE
def test_update_counts_the_rows_it_found(projects, proxy, record):
    """An UPDATE that changes nothing counts the rows it found, as Django asks for.

    A client before it did not ask for that.
    """
    site = projects.serve(EXAMPLE, proxy, threads=1)
    site.sql("CREATE TABLE visit (id integer)")
    site.sql("INSERT INTO visit VALUES (1)")
    update = "UPDATE visit SET id = 1"
    environment = site.database.environment
    client = pymysql.connect(
        host=environment["DB_HOST"],
        port=int(environment["DB_PORT"]),
        user=environment["DB_USER"],
        password=environment["DB_PASSWORD"],
        database=environment["DB_NAME"],
        autocommit=True,
    )
    with client, client.cursor() as cursor:
        changed = cursor.execute(update)
    counted = site.value(update, "SELECT ROW_COUNT()", atomic=True)
    assert (changed, counted) == (0, 1)
    record(rows_changed=changed, rows_counted=counted)
