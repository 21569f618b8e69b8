import configparser
import importlib
import re

import pytest

from tests.commands import NO_ISSUES, last_lines
from tests.mysql_rows import NUMBERS, make_rows, numbers
from tests.mysql_session_state import FIND, LEAVE, found, found_by_next_request
from tests.own_servers import own
from tests.plugins.projects import ViewError
from tests.plugins.proxies import USERS
from tests.rows import iterate
from tests.servers.mariadb import MARIADB
from tests.servers.maxscale import MaxScale
from tests.servers.mysql_private import PrivateServer
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "maxscale/settings.py"
CONFIGURATION = "maxscale/maxscale.cnf"
PERSISTENT = "mysql_persistent/settings.py"
LIMIT = 20
IDLE = 25
ON_MAXSCALE = pytest.mark.parametrize("proxy", ["maxscale"], indirect=True)


def test_django_takes_the_settings(projects, no_maxscale, record):
    """Django imports the settings, and `manage.py check` finds no issue. Nothing was connected."""
    said = last_lines(projects, EXAMPLE, no_maxscale, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)


def test_file_is_whole_and_fits_together(projects, no_maxscale, record):
    """Python's `configparser` reads the file, and each section that it names is there."""
    file = configparser.ConfigParser(interpolation=None)
    file.read_string((projects.examples / CONFIGURATION).read_text())
    kinds = {name: section.get("type") for name, section in file.items()}
    assert kinds[file["listener"]["service"]] == "service"
    assert kinds[file["django"]["servers"]] == kinds[file["monitor"]["servers"]] == "server"
    with no_maxscale.database() as database:
        projects.ran(CONFIGURATION, database)
        projects.ran("maxscale/users.sql", database)
    record(
        address=f"{file['listener']['address']}:{file['listener']['port']}",
        server_connections=file["mariadb"].getint("max_routing_connections"),
    )


@pytest.fixture
def changed(proxy, tmp_path):
    """Restart MaxScale with other values than the file has."""

    def change(**values: object) -> None:
        text = proxy.configuration.read_text()
        for name, value in values.items():
            text, count = re.subn(rf"(?m)^{name}=.*$", f"{name}={value}", text)
            assert count == 1, f"{name} is {count} times in the file, not once."
        proxy.configuration = tmp_path / "maxscale.cnf"
        proxy.configuration.write_text(text)
        proxy.restart()

    return change


@ON_MAXSCALE
def test_user_of_its_own_is_all_that_maxscale_needs(projects, proxy, record):
    """With the user that `users.sql` makes, a request is served, and MaxScale misses no privilege.

    A password that is not the server's is refused.
    """
    site = projects.serve(EXAMPLE, proxy)
    projects.ran("maxscale/users.sql", site.database)
    assert site.value("SELECT 1") == 1
    log = proxy.log().read_text()
    assert not re.search(r"(?i)privilege|permission|denied", log)
    other = projects.serve(EXAMPLE, proxy, database=site.database, DB_PASSWORD="another")
    with pytest.raises(ViewError) as failure:
        other.sql("SELECT 1")
    assert failure.value.message.startswith("(1045,")
    record(
        error=masked(failure.value.errors[0], site),
        server_connections=int(setting(projects, "max_routing_connections")),
        address=":".join(setting(projects, name, "listener") for name in ("address", "port")),
    )


def setting(projects, name: str, section: str = "mariadb") -> str:
    file = configparser.ConfigParser(interpolation=None)
    file.read_string((projects.examples / CONFIGURATION).read_text())
    return file[section][name]


def masked(error: dict, site) -> dict:
    return error | {"message": site.database.mask(error["message"])}


PROGRAM = pytest.mark.parametrize("program", ["maxscale"])


@PROGRAM
def test_without_its_user_nobody_is_let_in(
    request, projects, program, mariadb, monkeypatch, tmp_path, record
):
    """Where MaxScale's own user is not on the server, it refuses everybody's login.

    The error is that of a wrong password; only MaxScale's log has the cause.
    """
    monkeypatch.setattr(MaxScale, "answers", listens)
    maxscale = request.getfixturevalue(program)
    monkeypatch.setattr(maxscale, "password", "another")
    site = projects.serve(EXAMPLE, projects.pooler(CONFIGURATION, maxscale, mariadb))
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message.startswith("(1045,")
    record(error=masked(failure.value.errors[0], site))


def listens(pooler: MaxScale) -> bool:
    """Whether it takes connections, and it may refuse whoever logs in."""
    return "MaxScale started with" in pooler.log().read_text()


@ON_MAXSCALE
def test_twenty_connections_and_no_more(projects, proxy, mariadb, record):
    """Twenty-five clients hold twenty connections, while they are idle and while they query.

    Of their queries, twenty run, and the others wait.
    """
    site = projects.serve(EXAMPLE, proxy, threads=IDLE)
    with site.holding(IDLE, "SELECT 1"):
        idle = len(site.sessions())
    name = site.database.name
    mariadb.query("SELECT GET_LOCK(%s, 0)", name)
    with site.waiting(IDLE, "SELECT GET_LOCK(DATABASE(), 20), RELEASE_LOCK(DATABASE())"):
        try:
            running = eventually(lambda: at_work(site), IDLE, timeout=2)
        finally:
            mariadb.query("SELECT RELEASE_LOCK(%s)", name)
    assert (idle, running) == (LIMIT, LIMIT)
    record(clients=IDLE, held_while_idle=idle, queries_at_a_time=running)


def at_work(site) -> int:
    """How many queries of the project run on the server."""
    return sum("GET_LOCK" in (session["query"] or "") for session in site.sessions())


@pytest.mark.waits(10)
@ON_MAXSCALE
def test_query_that_waits_too_long_loses_its_connection(projects, proxy, changed, record):
    """When twenty transactions hold all connections, the next client's query fails.

    Tried with a `multiplex_timeout` of a second. The error does not say what was waited for.
    """
    site = projects.serve(EXAMPLE, proxy, threads=LIMIT + 1)
    make_rows(site)
    changed(multiplex_timeout="1s")
    transactions = site.holding(LIMIT, "SELECT * FROM example_rows", atomic=True)
    with transactions, pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    logged = proxy.log().read_text()
    assert "Timed out when waiting for a connection." in logged
    record(error=failure.value.errors[0])


@ON_MAXSCALE
def test_settings_of_a_session_follow_the_client(projects, proxy, changed, record):
    """What a client has SET follows it to another connection; locks and temporary tables are lost.

    Two clients with persistent connections took turns on the one connection that MaxScale was
    allowed.
    """
    one = projects.serve(PERSISTENT, proxy, threads=1)
    other = projects.serve(PERSISTENT, proxy, threads=1, database=one.database)
    projects.ran(EXAMPLE, one.database)
    changed(max_routing_connections=1, persistpoolmax=1)
    one.sql(*LEAVE.values())
    by_other, by_itself = found(other), found(one)
    assert len(one.sessions()) == 1
    kept = [name for name in FIND if by_itself[name]]
    leaked = [name for name in FIND if by_other[name]]
    assert kept == ["time_zone", "sql_mode", "isolation_level", "user_variable"]
    assert leaked == []
    record(
        kept=kept,
        lost=[name for name in FIND if not by_itself[name]],
        found_by_other=leaked,
    )


@ON_MAXSCALE
def test_next_request_finds_nothing(projects, proxy, record):
    """What a request sets, locks or makes for its session is not there for the next one.

    All went over one connection to the server.
    """
    site = projects.serve(EXAMPLE, proxy, threads=1)
    left = [name for name, there in found_by_next_request(site).items() if there]
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    assert left == []
    assert len(connections) == 1
    record(left=left, requests=5, server_connections=len(connections))


@ON_MAXSCALE
def test_save_of_an_unchanged_row_fails_after_another_client(projects, proxy, record):
    """After a client that did not ask for it, an UPDATE that changes nothing counts no row.

    Django asks for the rows that are found, and gets the connection of a client that did not.
    `save()` then takes the row for one that is not there, and inserts it.
    """
    site = projects.serve(EXAMPLE, proxy, threads=1)
    make_rows(site)
    site.ask("/save")
    proxy.restart()
    environment = site.database.environment
    client = importlib.import_module("MySQLdb").connect(
        host=environment["DB_HOST"],
        port=int(environment["DB_PORT"]),
        user=environment["DB_USER"],
        password=environment["DB_PASSWORD"],
        database=environment["DB_NAME"],
    )
    client.close()
    with pytest.raises(ViewError) as failure:
        site.ask("/save")
    rows = site.value("UPDATE example_rows SET number = number", "SELECT ROW_COUNT()")
    assert rows == 0
    assert failure.value.type == "django.db.utils.IntegrityError"
    record(rows=len(NUMBERS), rows_counted=rows, error=failure.value.errors[0])


@ON_MAXSCALE
def test_orm_migrate_and_the_test_runner_work(projects, proxy, record):
    """Savepoints, `select_for_update()`, `iterator()`, `migrate` and `test` do what they should.

    While `iterator()` pauses, another request uses the database.
    """
    site = projects.serve(EXAMPLE, proxy)
    make_rows(site)
    site.ask("/count-up")
    assert numbers(site) == [1, *NUMBERS[1:]]
    rows = iterate(site, among_others=True)
    assert rows == [1, *NUMBERS[1:]]
    for command in (["migrate"], ["test", "tests.project.suite"]):
        exit_code, output = projects.manage(EXAMPLE, proxy, *command)
        assert exit_code == 0, output
    record(rows=rows, exit_code=exit_code)


@ON_MAXSCALE
def test_dead_connections_are_replaced(projects, proxy, mariadb, record):
    """When the server has closed its connections to MaxScale, no request fails."""
    site = projects.serve(EXAMPLE, proxy, threads=1)
    site.sql("SELECT 1")
    assert mariadb.terminate(site.database) == 1
    assert [site.value("SELECT 1") for _ in range(3)] == [1, 1, 1]
    record(failed_requests=0)


@PROGRAM
def test_requests_fail_until_the_server_is_seen_again(request, projects, program, tmp_path, record):
    """While MariaDB is down, requests fail; once MaxScale's monitor has seen it, they are served.

    MaxScale was not restarted.
    """
    maxscale = request.getfixturevalue(program)
    server = projects.cleanup.enter_context(own(PrivateServer(MARIADB, tmp_path / "mariadb")))
    server.run_file(USERS, password=maxscale.password)
    site = projects.serve(EXAMPLE, projects.pooler(CONFIGURATION, maxscale, server), threads=1)
    site.sql("SELECT 1")
    server.stop()
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    server.start()
    assert eventually(lambda: serves(site), True)
    assert failure.value.message.startswith("(2013,")
    record(error=failure.value.errors[0])


def serves(site) -> bool:
    try:
        return site.value("SELECT 1") == 1
    except ViewError:
        return False
