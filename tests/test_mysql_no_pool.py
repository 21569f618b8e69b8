import sys
from dataclasses import replace

import pytest

from tests.mysql_session_state import NOTHING_LEFT, found_by_next_request
from tests.plugins.projects import ViewError
from tests.servers.mariadb import MARIADB
from tests.servers.mysql_private import PrivateServer
from tests.servers.process import free_port
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "mysql_no_pool/settings.py"
ISOLATION = "SHOW VARIABLES WHERE Variable_name LIKE 't%_isolation'"


@pytest.fixture(params=["mariadb"])  # as a parameter: without it, MySQL's results are whole
def own_mariadb(request, tmp_path):
    """A server for one test, which changes it for everybody."""
    request.getfixturevalue(request.param)
    server = PrivateServer(MARIADB, tmp_path / "mariadb")
    try:
        server.start()
        yield server
    finally:
        server.discard()


def test_every_request_opens_a_connection(projects, each_mysql_server, record):
    """Five requests, one after another, are served over five connections."""
    site = projects.serve(EXAMPLE, each_mysql_server, threads=1)
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    assert len(connections) == 5
    record(requests=5, connections=len(connections))


def test_no_connection_outlives_its_request(projects, mysql_server, record):
    """When no request is running, the server holds no connection for the project."""
    site = projects.serve(EXAMPLE, mysql_server)
    site.at_once(4, "SELECT 1")
    left = eventually(lambda: len(site.sessions()), 0)
    assert left == 0
    record(connections_between_requests=left)


def test_nothing_limits_the_connections(projects, mysql_server, record):
    """Eight requests at a time hold eight connections: only the server's own limit stops them."""
    site = projects.serve(EXAMPLE, mysql_server, threads=8)
    with site.holding(8, "SELECT 1"):
        held = len(site.sessions())
    assert held == 8
    record(requests_at_a_time=8, connections=held)


def test_servers_limit_fails_requests(projects, mysql_server, record):
    """A user who may have four connections and holds them with four requests is refused a fifth."""
    with mysql_server.database() as database, mysql_server.limited_user(database, 4) as limited:
        site = projects.serve(EXAMPLE, mysql_server, database=limited)
        with site.holding(4, "SELECT 1"), pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.startswith("(1226,")
    message = failure.value.message.replace(limited.environment["DB_USER"], "$DB_USER")
    record(connections_allowed=4, error={"type": failure.value.type, "message": message})


@pytest.mark.waits(1)  # for a server to start
def test_servers_own_limit_fails_requests(own_mariadb, projects, record):
    """A server that allows ten connections, to nine requests and a monitor, refuses another."""
    own_mariadb.query("SET GLOBAL max_connections = 10")
    with own_mariadb.database() as database:
        site = projects.serve(EXAMPLE, own_mariadb, threads=16, database=database)
        with site.holding(9, "SELECT 1"), pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.startswith("(1040,")
    record(max_connections=10, error=failure.value.errors[0])


def test_session_state_is_gone(projects, mysql_server, record):
    """What a request sets, creates or locks on its session ends with it.

    That is a time zone, an SQL mode, an isolation level, a variable, a temporary table and a lock.
    """
    found = found_by_next_request(projects.serve(EXAMPLE, mysql_server, threads=1))
    assert found == NOTHING_LEFT
    record(**found)


def test_isolation_level_is_djangos(projects, mysql_server, record):
    """Transactions run at READ COMMITTED, which Django asks for, not at the server's own level."""
    level = projects.serve(EXAMPLE, mysql_server).sql(ISOLATION)[0][1]
    (own,) = {row["Value"] for row in mysql_server.query(ISOLATION.replace("SHOW", "SHOW GLOBAL"))}
    assert (level, own) == ("READ-COMMITTED", "REPEATABLE-READ")
    record(isolation_level=level, of_the_server=own)


def test_unreachable_server_is_named(projects, mysql_server, record):
    """With nothing listening at HOST and PORT, a request fails with the cause in its text."""
    with mysql_server.database() as database:
        elsewhere = replace(
            database, environment=database.environment | {"DB_PORT": str(free_port())}
        )
        site = projects.serve(EXAMPLE, mysql_server, database=elsewhere)
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.startswith("(2002,")
    record(error=failure.value.errors[0])


def test_wrong_password_is_named(projects, mysql_server, record):
    """With a wrong PASSWORD, a request fails with the server's own words."""
    site = projects.serve(EXAMPLE, mysql_server, DB_PASSWORD="wrong")
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.startswith("(1045,")
    record(error=failure.value.errors[0])


def test_missing_database_is_named(projects, mysql_server, record):
    """With a NAME that does not exist, a request fails with the server's own words."""
    site = projects.serve(EXAMPLE, mysql_server, DB_NAME="example_missing")
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.startswith("(1049,")
    record(error=failure.value.errors[0])


def test_missing_driver_is_named(projects, mysql_server, monkeypatch, record):
    """Without mysqlclient, the first request that needs the database fails and names it."""
    elsewhere = [folder for folder in sys.path if "mysqlclient" not in folder]
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", elsewhere)
        site = projects.serve(EXAMPLE, mysql_server)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.core.exceptions.ImproperlyConfigured"
    assert "Did you install mysqlclient?" in failure.value.message
    record(error=failure.value.errors[0])


def test_connection_is_not_encrypted(projects, mysql_server, record):
    """With no more options than these, passwords are hashed but queries and rows are readable."""
    cipher = projects.serve(EXAMPLE, mysql_server).sql("SHOW STATUS LIKE 'Ssl_cipher'")[0][1]
    assert cipher == ""
    record(cipher=cipher)
