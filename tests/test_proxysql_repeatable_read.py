from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.commands import NO_ISSUES, last_lines
from tests.on_proxysql import on_proxysql
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "proxysql_repeatable_read/settings.py"
ENFORCE = "mysql-enforce_autocommit_on_reads"


@pytest.fixture
def site(projects, proxy):
    site = projects.serve(EXAMPLE, proxy, threads=4)
    site.sql("CREATE TABLE visit (id integer)")
    return site


def test_django_takes_the_settings(projects, no_proxysql, record):
    """Django imports the settings, and `manage.py check` finds no issue. Nothing was connected."""
    said = last_lines(projects, EXAMPLE, no_proxysql, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)


def second_read(site, behind) -> int:
    """How many rows a transaction's second read finds, when the first has found none.

    In between, another request has committed a row.
    """
    name = site.database.name
    count, wait = "SELECT count(*) FROM visit", "SELECT GET_LOCK(DATABASE(), 20)"
    behind.query("SELECT GET_LOCK(%s, 0)", name)
    with ThreadPoolExecutor(1) as client:
        try:
            reading = client.submit(site.value, count, wait, count, atomic=True)
            waits = eventually(lambda: [each["query"] for each in site.sessions()], [wait])
            assert waits == [wait]
            site.sql("INSERT INTO visit VALUES (1)")
        finally:
            behind.query("SELECT RELEASE_LOCK(%s)", name)
        return reading.result()


@on_proxysql
def test_second_read_of_a_transaction_sees_what_the_first_saw(site, behind, record):
    """A row that another request commits in between is not seen within atomic()."""
    seen = second_read(site, behind)
    assert (seen, site.value("SELECT count(*) FROM visit")) == (0, 1)
    record(rows_seen_within_the_transaction=seen)


@on_proxysql
def test_without_the_option_a_transaction_reads_what_others_commit(site, proxy, behind, record):
    """With ProxySQL's default, a row committed in between is seen within atomic()."""
    default = "false"
    proxy.set_variable(ENFORCE, default)
    seen = second_read(site, behind)
    assert seen == 1
    record(rows_seen_within_the_transaction=seen)


@on_proxysql
def test_server_has_the_isolation_level(site, record):
    """The server's connection has the isolation level that the settings ask for."""
    level = site.sql("SHOW VARIABLES LIKE 't%_isolation'")[0][1]
    assert level == "REPEATABLE-READ"
    record(isolation_level=level)
