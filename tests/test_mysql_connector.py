import pytest

from tests.mysql_rows import NUMBERS, make_rows, numbers
from tests.rows import iterate

pytestmark = pytest.mark.packages("mysql-connector-python")
EXAMPLE = "mysql_connector/settings.py"
ISOLATION = "SHOW VARIABLES WHERE Variable_name LIKE 't%_isolation'"


def test_every_request_opens_a_connection(projects, each_mysql_server, record):
    """Five requests, one after another, are served over five connections."""
    site = projects.serve(EXAMPLE, each_mysql_server, threads=1)
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    assert len(connections) == 5
    record(requests=5, connections=len(connections))


def test_connection_starts_with_four_statements(projects, mysql_server, record):
    """The driver sends four statements on each new connection before the view's own."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    site.sql("SELECT 1")
    mysql_server.log_statements(site.database)
    site.sql("SELECT 'the view'")
    statements = mysql_server.statements(site.database)
    assert statements[-1] == "SELECT 'the view'"
    record(statements_of_a_request=statements)


def test_isolation_level_is_the_servers(projects, mysql_server, record):
    """Transactions run at the server's own isolation level; Django's backend sets another."""
    level = projects.serve(EXAMPLE, mysql_server).sql(ISOLATION)[0][1]
    assert level == "REPEATABLE-READ"
    record(isolation_level=level)


def test_transactions_savepoints_and_locks_work(projects, mysql_server, record):
    """A view that rolls back to a savepoint and saves a locked row leaves what it should."""
    site = projects.serve(EXAMPLE, mysql_server)
    make_rows(site)
    site.ask("/count-up")
    assert numbers(site) == [1, *NUMBERS[1:]]
    record(numbers=numbers(site))


def test_inspectdb_fails(projects, mysql_server, record):
    """`manage.py inspectdb` fails: the backend lacks what Django's introspection expects."""
    with mysql_server.database() as database:
        mysql_server.query(f"CREATE TABLE {database.name}.example (id int PRIMARY KEY)")
        exit_code, output = projects.manage(EXAMPLE, mysql_server, "inspectdb", database=database)
    last_line = output.strip().splitlines()[-1]
    assert exit_code == 1
    assert last_line.startswith("AttributeError:")
    record(last_line=last_line)


def test_migrate_and_the_test_runner(projects, mysql_server, record):
    """`manage.py migrate` and `manage.py test` succeed."""
    for command in (["migrate"], ["test", "tests.project.suite"]):
        exit_code, output = projects.manage(EXAMPLE, mysql_server, *command)
        assert exit_code == 0, output
    record(exit_code=exit_code)


def test_iterator_works(projects, mysql_server, record):
    """A view that pauses within `iterator()`, outside a transaction, gets all rows.

    Meanwhile another request uses the database.
    """
    site = projects.serve(EXAMPLE, mysql_server)
    make_rows(site)
    rows = iterate(site, among_others=True)
    assert rows == NUMBERS
    record(rows=rows)
