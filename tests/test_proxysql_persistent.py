from contextlib import ExitStack

import pytest

from tests.commands import NO_ISSUES, last_lines
from tests.idle_clients import clients
from tests.mysql_rows import make_rows
from tests.mysql_session_state import ALL_LEFT, LEAVE, NOTHING_LEFT, found
from tests.on_proxysql import on_proxysql
from tests.plugins.projects import ViewError
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "proxysql_persistent/settings.py"
UNCHECKED = "mysql_persistent_unchecked/settings.py"
INSERT = "INSERT INTO example_rows (number) VALUES (9)"
GIVES_BACK = {
    "query": "SELECT 1",
    "insert": INSERT,
    **{name: LEAVE[name] for name in ("time_zone", "sql_mode", "isolation_level")},
}
KEEPS = {
    "user_variable": LEAVE["user_variable"],
    "system_variable": "SELECT @@global.max_connections",
    "temporary_table": LEAVE["temporary_table"],
    "lock": "SELECT GET_LOCK(CONCAT(CONNECTION_ID()), 0)",
    "prepared_statement": "PREPARE left_behind FROM 'SELECT 1'",
    "found_rows": "SELECT SQL_CALC_FOUND_ROWS 1",
    "warning": "SELECT 1/0",
    "locked_table": "LOCK TABLES example_rows READ",
}


def used(proxy) -> int:
    """How many server connections are kept for a client."""
    [(count,)] = proxy.administer("SELECT ConnUsed FROM stats_mysql_connection_pool")
    return int(count)


def test_django_takes_the_settings(projects, no_proxysql, record):
    """Django imports the settings, and `manage.py check` finds no issue. Nothing was connected."""
    said = last_lines(projects, EXAMPLE, no_proxysql, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)


@on_proxysql
def test_idle_clients_share_server_connections(projects, proxy, record):
    """Twenty connections of Django's that are idle hold no more than four of the server's."""
    site = projects.serve(EXAMPLE, proxy, threads=20)
    with clients(site, 20, "SELECT 1"):
        assert eventually(lambda: used(proxy), 0) == 0
        held = len(site.sessions())
    assert 1 <= held <= 4
    record(clients=20, server_connections_at_most=4)


@on_proxysql
def test_without_the_rule_every_idle_client_keeps_a_server_connection(projects, proxy, record):
    """Without the query rule of the file, eight idle clients hold eight connections.

    Django's first query names variables with an @.
    """
    proxy.forget_rules()
    site = projects.serve(EXAMPLE, proxy, threads=8)
    with clients(site, 8, "SELECT 1"):
        held = len(site.sessions())
    assert held == used(proxy) == 8
    record(clients=8, server_connections=held)


@on_proxysql
def test_insert_keeps_a_server_connection_by_default(projects, proxy, record):
    """With ProxySQL's default, a client that has inserted a row keeps its server connection.

    It gives it back after five queries more.
    """
    proxy.set_variable("mysql-auto_increment_delay_multiplex", "5")
    site = projects.serve(EXAMPLE, proxy, threads=1)
    make_rows(site)
    held = {}
    for queries in (0, 4, 5):
        with clients(site, 1, INSERT, *["SELECT 1"] * queries):
            held[queries] = eventually(lambda: used(proxy), 0, timeout=0.5)
    assert held == {0: 1, 4: 1, 5: 0}
    record(held_after_the_insert=held[0], queries_after_which_it_is_free=5)


@on_proxysql
def test_what_keeps_a_server_connection(projects, proxy, record):
    """A user variable, a temporary table, a lock, … keep the server connection for their client.

    A time zone, an SQL mode and an isolation level do not.
    """
    site = projects.serve(EXAMPLE, proxy, threads=len(GIVES_BACK) + len(KEEPS) + 1)
    make_rows(site)
    with ExitStack() as views:
        for statement in GIVES_BACK.values():
            views.enter_context(site.holding(1, statement))
        given_back = eventually(lambda: used(proxy), 0)
        for statement in KEEPS.values():
            views.enter_context(site.holding(1, statement))
        kept = eventually(lambda: used(proxy), 0, timeout=0.5)
    assert (given_back, kept) == (0, len(KEEPS))
    record(gives_back=list(GIVES_BACK), keeps=list(KEEPS))


@on_proxysql
def test_transaction_keeps_a_server_connection(projects, proxy, record):
    """Eight clients with a transaction open hold eight connections, and give them back."""
    site = projects.serve(EXAMPLE, proxy, threads=8)
    make_rows(site)
    with clients(site, 8, "SELECT * FROM example_rows", atomic=True):
        held = used(proxy)
    assert held == 8
    assert eventually(lambda: used(proxy), 0) == 0
    record(clients=8, server_connections=held, afterwards=0)


@on_proxysql
def test_idle_clients_that_keep_theirs_use_up_the_limit(projects, proxy, record):
    """When twenty idle clients have set a user variable, the next query gets no connection."""
    proxy.set_variable("mysql-connect_timeout_server_max", "500")
    site = projects.serve(EXAMPLE, proxy, threads=21)
    with clients(site, 20, LEAVE["user_variable"]), pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message.startswith("(9001,")
    record(clients=20, error_number=9001)


@on_proxysql
def test_session_follows_the_client(projects, proxy, record):
    """Whatever a client has set, locked or made, it finds again, and no other client does."""
    one = projects.serve(EXAMPLE, proxy, threads=1)
    other = projects.serve(EXAMPLE, proxy, threads=1, database=one.database)
    one.sql(*LEAVE.values())
    by_other, by_itself = found(other), found(one)
    assert (by_other, by_itself) == (NOTHING_LEFT, ALL_LEFT)
    record(found_by_itself=list(LEAVE), found_by_other=[])


@on_proxysql
def test_dead_connection_is_replaced(projects, proxy, behind, record):
    """When the server has closed the connection that a client keeps, its next request is served.

    What it had set is gone. Without a health check that request fails.
    """
    errors = {}
    for name, example in {"checked": EXAMPLE, "unchecked": UNCHECKED}.items():
        site = projects.serve(example, proxy, threads=1)
        site.sql(LEAVE["user_variable"])
        assert behind.terminate(site.database) == 1
        try:
            assert site.value("SELECT @left_behind") is None
        except ViewError as failure:
            errors[name] = failure.errors[0]
        assert site.value("SELECT 1") == 1
    assert list(errors) == ["unchecked"]
    record(errors=errors)


@on_proxysql
def test_restart_of_proxysql_fails_a_request_without_health_checks(projects, proxy, record):
    """After a restart of ProxySQL no request fails; without a health check, one does."""
    sites = {
        "checked": projects.serve(EXAMPLE, proxy, threads=1),
        "unchecked": projects.serve(UNCHECKED, proxy, threads=1),
    }
    errors = {}
    for site in sites.values():
        site.sql("SELECT 1")
    proxy.restart()
    for name, site in sites.items():
        try:
            site.sql("SELECT 1")
        except ViewError as failure:
            errors[name] = failure.errors[0]
        assert site.value("SELECT 1") == 1
    assert list(errors) == ["unchecked"]
    record(errors=errors)
