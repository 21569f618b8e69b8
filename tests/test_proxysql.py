import re
from dataclasses import replace

import pymysql
import pytest

from tests import libconfig
from tests.commands import NO_ISSUES, last_lines
from tests.mysql_rows import NUMBERS, make_rows, numbers
from tests.mysql_session_state import NOTHING_LEFT, found_by_next_request
from tests.on_proxysql import on_proxysql
from tests.plugins.projects import ViewError
from tests.rows import iterate
from tests.servers.process import free_port
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "proxysql/settings.py"
CONFIGURATION = "proxysql/proxysql.cnf"
LIMIT = 20
WAITS_FOR_A_CONNECTION = "mysql-connect_timeout_server_max"


def test_django_takes_the_settings(projects, no_proxysql, record):
    """Django imports the settings, and `manage.py check` finds no issue. Nothing was connected."""
    said = last_lines(projects, EXAMPLE, no_proxysql, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)


def test_file_is_whole_and_fits_together(projects, no_proxysql, record):
    """The file is libconfig, and its user's host group is the one that has a server."""
    settings = libconfig.read((projects.examples / CONFIGURATION).read_text())
    [server], [user] = settings["mysql_servers"], settings["mysql_users"]
    assert user["default_hostgroup"] == server["hostgroup"]
    with no_proxysql.database() as database:
        projects.ran(CONFIGURATION, database)
    record(
        address=settings["mysql_variables"]["interfaces"],
        clients=settings["mysql_variables"]["max_connections"],
        server_connections=server["max_connections"],
    )


@on_proxysql
def test_proxysql_takes_every_line_of_the_file(projects, proxy, record):
    """ProxySQL runs with the values that the file has, and logs of none that it does not know."""
    settings = libconfig.read((projects.examples / CONFIGURATION).read_text())
    asked = {
        f"mysql-{name}": str(value).lower()
        for name, value in settings["mysql_variables"].items()
        if name != "interfaces"
    }
    runs_with = {name: proxy.variable(name) for name in asked}
    [(limit,)] = proxy.administer("SELECT max_connections FROM runtime_mysql_servers")
    [rule] = settings["mysql_query_rules"]
    [(digest, multiplex)] = proxy.administer(
        "SELECT match_digest, multiplex FROM runtime_mysql_query_rules"
    )
    with proxy.database() as database:
        projects.ran(CONFIGURATION, database)
    assert runs_with == asked
    assert (int(limit), digest, int(multiplex)) == (LIMIT, rule["match_digest"], rule["multiplex"])
    assert "not existing variable" not in proxy.log().read_text()
    record(
        clients=int(runs_with["mysql-max_connections"]),
        server_connections=int(limit),
        seconds_to_wait_for_a_connection=int(proxy.variable(WAITS_FOR_A_CONNECTION)) // 1000,
        address=settings["mysql_variables"]["interfaces"],
    )


@on_proxysql
def test_variable_that_is_not_there_is_logged_and_ignored(projects, proxy, tmp_path, record):
    """A variable that ProxySQL does not have is a line in its log; it starts all the same."""
    projects.serve(EXAMPLE, proxy)
    text = (projects.examples / CONFIGURATION).read_text()
    proxy.configuration = tmp_path / "proxysql.cnf"
    proxy.configuration.write_text(
        text.replace("max_connections = 1000", "client_found_rows = true")
    )
    proxy.restart()
    [line] = [each for each in proxy.log().read_text().splitlines() if "not existing" in each]
    assert " client_found_rows " in line
    record(logged=line.partition("[WARNING] ")[2])


@on_proxysql
def test_requests_share_server_connections(projects, proxy, record):
    """Forty requests, one after another, use no more than four connections to the server."""
    site = projects.serve(EXAMPLE, proxy, threads=4)
    connections = {site.value("SELECT CONNECTION_ID() + 0") for _ in range(40)}
    assert len(connections) <= 4
    record(requests=40, server_connections_at_most=4)


@on_proxysql
def test_connection_id_is_the_clients(projects, proxy, record):
    """ProxySQL answers SELECT CONNECTION_ID() itself, with the number of its client.

    With anything added to it, the server answers.
    """
    site = projects.serve(EXAMPLE, proxy, threads=1)
    by_proxysql = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    by_the_server = {site.value("SELECT CONNECTION_ID() + 0") for _ in range(5)}
    assert len(by_proxysql) == 5
    assert len(by_the_server) == 1
    record(requests=5, different_answers=5, different_with_an_addition=1)


@on_proxysql
def test_twenty_connections_and_no_more(projects, proxy, behind, record):
    """Of thirty queries at the same time twenty run, and the others wait until one is done."""
    site = projects.serve(EXAMPLE, proxy, threads=30)
    name = site.database.name
    behind.query("SELECT GET_LOCK(%s, 0)", name)
    with site.waiting(30, "SELECT GET_LOCK(DATABASE(), 20), RELEASE_LOCK(DATABASE())"):
        try:
            held = eventually(lambda: len(site.sessions()), LIMIT)
            arrived = eventually(lambda: connected_clients(proxy), 30)
            held_then = len(site.sessions())
        finally:
            behind.query("SELECT RELEASE_LOCK(%s)", name)
    assert (held, arrived, held_then) == (LIMIT, 30, LIMIT)
    record(queries_at_a_time=30, server_connections=held_then)


def connected_clients(proxy) -> int:
    [(count,)] = proxy.administer(
        "SELECT variable_value FROM stats_mysql_global"
        " WHERE variable_name = 'Client_Connections_connected'"
    )
    return int(count)


@on_proxysql
def test_query_that_waits_too_long_fails(projects, proxy, behind, record):
    """With all connections in use, a query fails after the time that ProxySQL lets it wait.

    Tried with half a second in place of ProxySQL's default.
    """
    proxy.set_variable(WAITS_FOR_A_CONNECTION, "500")
    site = projects.serve(EXAMPLE, proxy, threads=LIMIT + 1)
    make_rows(site)
    transactions = site.holding(LIMIT, "SELECT * FROM example_rows", atomic=True)
    with transactions, pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    error = failure.value.errors[0]
    assert error["message"].startswith("(9001,")
    record(error=error | {"message": re.sub(r"\d+ms", "…ms", error["message"])})


@on_proxysql
def test_client_too_many_is_refused(projects, proxy, record):
    """One client more than `max_connections` of `mysql_variables` allows is refused at once.

    Tried with two.
    """
    proxy.set_variable("mysql-max_connections", "2")
    site = projects.serve(EXAMPLE, proxy, threads=3)
    with site.holding(2, "SELECT 1"), pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message.startswith("(1040,")
    record(error=failure.value.errors[0])


@on_proxysql
def test_wrong_password_names_who_refuses(projects, proxy, record):
    """A password that is not in the file is refused by ProxySQL, which says that it was.

    One that is in the file and not on the server is refused by the server.
    """
    errors = {}
    site = projects.serve(EXAMPLE, proxy, DB_PASSWORD="another")
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    errors["by_proxysql"] = failure.value.errors[0]
    proxy.administer("UPDATE mysql_users SET password = 'another'", "LOAD MYSQL USERS TO RUNTIME")
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    errors["by_the_server"] = failure.value.errors[0]
    assert errors["by_proxysql"]["message"].startswith('(1045, "ProxySQL Error')
    assert errors["by_the_server"]["message"].startswith('(1045, "Access denied')
    record(**errors)


@on_proxysql
def test_next_request_finds_nothing(projects, proxy, record):
    """What a request sets, locks or makes for its session is not there for the next one."""
    site = projects.serve(EXAMPLE, proxy, threads=1)
    left = found_by_next_request(site)
    assert left == NOTHING_LEFT
    record(left=[name for name in left if left[name]])


def pymysql_client(site) -> pymysql.Connection:
    """A client that is not Django, with PyMySQL's defaults."""
    environment = site.database.environment
    return pymysql.connect(
        host=environment["DB_HOST"],
        port=int(environment["DB_PORT"]),
        user=environment["DB_USER"],
        password=environment["DB_PASSWORD"],
        database=environment["DB_NAME"],
    )


@on_proxysql
def test_update_counts_the_rows_it_found(projects, proxy, record):
    """An UPDATE that changes nothing counts the rows it found, as Django asks for.

    A client before it did not ask for that, and ProxySQL gave them different connections.
    """
    site = projects.serve(EXAMPLE, proxy, threads=1)
    make_rows(site)
    update = "UPDATE example_rows SET number = number"
    with pymysql_client(site) as client, client.cursor() as cursor:
        changed = cursor.execute(update)
    counted = site.value(update, "SELECT ROW_COUNT()", atomic=True)
    assert (changed, counted) == (0, len(NUMBERS))
    record(rows_changed=changed, rows_counted=counted)


@on_proxysql
def test_timeout_of_a_session_is_not_passed_on(projects, proxy, record):
    """ProxySQL says that it has SET wait_timeout, and the server's connection keeps its own."""
    site = projects.serve(EXAMPLE, proxy, threads=1)
    seconds = site.value("SET SESSION wait_timeout = 77", "SELECT @@wait_timeout")
    assert seconds == 28800
    record(asked_for=77, wait_timeout=seconds)


@on_proxysql
def test_transactions_savepoints_and_locks_work(projects, proxy, record):
    """A view that rolls back to a savepoint and saves a locked row leaves what it should."""
    site = projects.serve(EXAMPLE, proxy)
    make_rows(site)
    site.ask("/count-up")
    assert numbers(site) == [1, *NUMBERS[1:]]
    record(numbers=numbers(site))


@on_proxysql
def test_migrate_and_the_test_runner_work(projects, proxy, record):
    """`manage.py migrate` and `manage.py test` succeed through ProxySQL."""
    for command in (["migrate"], ["test", "tests.project.suite"]):
        exit_code, output = projects.manage(EXAMPLE, proxy, *command)
        assert exit_code == 0, output
    record(exit_code=exit_code)


@on_proxysql
def test_iterator_works(projects, proxy, record):
    """A view that pauses within `iterator()`, outside a transaction, gets all rows.

    Meanwhile another request uses the database.
    """
    site = projects.serve(EXAMPLE, proxy)
    make_rows(site)
    rows = iterate(site, among_others=True)
    assert rows == NUMBERS
    record(rows=rows)


@on_proxysql
def test_dead_connections_are_replaced(projects, proxy, behind, record):
    """When the server has closed its connections to ProxySQL, no request fails."""
    site = projects.serve(EXAMPLE, proxy, threads=1)
    site.sql("SELECT 1")
    assert behind.terminate(replace(site.database, server=behind)) == 1
    assert [site.value("SELECT 1") for _ in range(3)] == [1, 1, 1]
    record(failed_requests=0)


@on_proxysql
def test_server_that_is_down_has_another_error_for_each_driver(projects, proxy, behind, record):
    """While ProxySQL cannot reach the server, mysqlclient calls its answer malformed.

    PyMySQL shows what ProxySQL said. Once the server is back, requests are served.
    """
    proxy.set_variable("mysql-connect_retries_on_failure", "0")  # else it takes ten seconds
    site = projects.serve(EXAMPLE, proxy, threads=1)
    port = behind.connection_environment()["DB_PORT"]
    move_server(proxy, free_port())
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    refused = pytest.raises(pymysql.OperationalError)
    with pymysql_client(site) as client, client.cursor() as cursor, refused as of_pymysql:
        cursor.execute("SELECT 1 + 1")
    move_server(proxy, port)
    assert site.value("SELECT 1") == 1
    record(by_mysqlclient=failure.value.errors[0], by_pymysql=str(of_pymysql.value))


def move_server(proxy, port: int) -> None:
    """Have ProxySQL look for the server at another port."""
    proxy.administer(f"UPDATE mysql_servers SET port = {port}", "LOAD MYSQL SERVERS TO RUNTIME")


@on_proxysql
def test_restart_of_proxysql_is_not_noticed(projects, proxy, record):
    """When ProxySQL has been restarted between two requests, the next one is served.

    While it is not running, Django cannot connect.
    """
    site = projects.serve(EXAMPLE, proxy, threads=1)
    site.sql("SELECT 1")
    proxy.restart()
    assert site.value("SELECT 1") == 1
    proxy.stop()
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message.startswith("(2002,")
    record(failed_requests=0, error_while_it_is_not_running=failure.value.errors[0])


@on_proxysql
def test_file_is_read_once(projects, proxy, tmp_path, record):
    """Restarted with a changed file, ProxySQL runs as before; with `--initial`, by the file."""
    projects.serve(EXAMPLE, proxy)
    text = (projects.examples / CONFIGURATION).read_text()
    proxy.configuration = tmp_path / "proxysql.cnf"
    proxy.configuration.write_text(text.replace("connections = 1000", "connections = 999"))
    clients = {}
    for name, again in {"restarted": False, "restarted_with_initial": True}.items():
        proxy.reads_its_file_again = again
        proxy.restart()
        clients[name] = int(proxy.variable("mysql-max_connections"))
    assert clients == {"restarted": 1000, "restarted_with_initial": 999}
    record(**clients)
