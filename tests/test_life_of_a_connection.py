import sqlite3
from contextlib import closing
from functools import partial

import pytest

from tests.oracle import printed
from tests.plugins.projects import ViewError

pytestmark = pytest.mark.packages()
EXAMPLE = "life_of_a_connection/settings.py"
SCRIPT = "life_of_a_connection/watch.py"

ENGINES = {
    "postgresql": "django.db.backends.postgresql",
    "mariadb": "django.db.backends.mysql",
    "mysql": "django.db.backends.mysql",
    "sqlite": "django.db.backends.sqlite3",
}
ON_POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.packages("psycopg"))
ON_MYSQL = [
    pytest.param(name, marks=pytest.mark.packages("mysqlclient")) for name in ("mariadb", "mysql")
]
FAILING = {
    "ProgrammingError": "SELECT nothing",
    "DataError": "SELECT 1 / 0",
    "IntegrityError": "DO $$ BEGIN RAISE unique_violation; END $$",
}
FIRST, SECOND = "SELECT 'first request'", "SELECT 'second request'"

ORACLE_STATEMENTS = """
import json
from django.db import connection

class Session:
    \"\"\"Takes what Django sends, and is no session of a server's.\"\"\"
    version = "23.0.0.0.0"
    sent = []
    def cursor(self):
        return self
    def execute(self, statement, parameters=None):
        self.sent.append(statement)
    def close(self):
        pass

connection.get_new_connection = lambda parameters: Session()
connection.ensure_connection()
print(json.dumps(Session.sent))
"""


@pytest.fixture
def server(request, projects):
    """The server that the parameter names, and its backend in DB_ENGINE."""
    name = request.param
    projects.environment |= {"DB_ENGINE": ENGINES[name]}
    if ENGINES[name].endswith("mysql"):
        request.getfixturevalue("mysqlclient")
    return request.getfixturevalue(name)


def fail(site, error: str, statement: str) -> None:
    """Send a statement that the server refuses."""
    with pytest.raises(ViewError, match=error):
        site.sql(statement)


def on(*servers):
    """Run the test on each of ``servers``."""
    return pytest.mark.parametrize("server", servers, indirect=True)


def logged(server, site, *requests) -> list[list[str]]:
    """What each of ``requests``, a function each, has the server log."""
    server.log_statements(site.database)
    lists, before = [], 0
    for request in requests:
        request()
        site.process()  # the worker takes it when it has ended the request before
        statements = server.statements(site.database)
        lists.append(statements[before:])
        before = len(statements)
    return lists


@on(ON_POSTGRESQL, *ON_MYSQL, "sqlite")
def test_script_prints_what_it_shows(projects, server):
    """A connection goes the same way on every backend, and the script prints what it shows."""
    outcome = projects.run_script(SCRIPT, server)
    assert outcome.printed == 13


@on(ON_POSTGRESQL)
def test_script_can_be_fed_to_the_shell(projects, server, record):
    """`manage.py shell -v 0 < watch.py` prints the same."""
    exit_code, output = projects.manage(SCRIPT, server, "shell", "-v", "0", fed=SCRIPT)
    last_line = output.splitlines()[-1]
    assert (exit_code, last_line) == (0, "too old, at its end: none")
    record(last_line=last_line)


@on(ON_POSTGRESQL)
@pytest.mark.only_with("Django>=5.0")  # before, USE_TZ is False unless a project says otherwise
def test_time_zone_is_set_where_it_differs(projects, server, record):
    """A new connection is sent Django's time zone if the server's is another, else nothing."""
    sent = {}
    for time_zone in ("Europe/Paris", "UTC"):
        with server.database() as database:
            server.query(f"ALTER DATABASE \"{database.name}\" SET TimeZone = '{time_zone}'")
            site = projects.serve(EXAMPLE, server, threads=1, database=database)
            [sent[time_zone]] = logged(server, site, partial(site.sql, FIRST))
    assert sent["UTC"] == [FIRST]
    assert len(sent["Europe/Paris"]) == 2
    record(statements_where_it_differs=sent["Europe/Paris"], statements_where_it_does_not=[FIRST])


@on(*ON_MYSQL)
def test_statements_of_new_connections(projects, server, record):
    """A thread's first connection is asked about the server, too; its next ones are not.

    The first line of each statement is recorded.
    """
    site = projects.serve(EXAMPLE, server, threads=1)

    def reconnect():
        server.terminate(site.database)
        site.sql(SECOND)

    first, second = logged(server, site, lambda: site.sql(FIRST), reconnect)
    assert (first[-1], second[-1]) == (FIRST, SECOND)
    assert set(first[:-1]) - set(second) == {"SELECT VERSION(),"}
    record(first_connection=first[:-1], next_connection=second[:-1])


@on("sqlite")
def test_pragmas_of_new_connections(projects, server, record):
    """On SQLite, Django switches foreign keys on; the library's own default is off."""
    site = projects.serve(EXAMPLE, server, threads=1)
    with closing(sqlite3.connect(":memory:")) as plain:
        default = plain.execute("PRAGMA foreign_keys").fetchone()[0]
    foreign_keys = site.value("PRAGMA foreign_keys")
    assert (default, foreign_keys) == (0, 1)
    record(foreign_keys=foreign_keys, foreign_keys_without_django=default)


@on(ON_POSTGRESQL)
def test_check_comes_before_the_first_query_of_a_request(projects, server, record):
    """A request that reuses a connection tests it once: not at all if it sends no query."""
    site = projects.serve(EXAMPLE, server, threads=1)
    _, without_a_query, with_two = logged(
        server, site, lambda: site.sql(FIRST), site.process, lambda: site.sql(FIRST, SECOND)
    )
    assert (without_a_query, with_two) == ([], ["SELECT 1", FIRST, SECOND])
    record(without_a_query=len(without_a_query), with_two_queries=with_two)


@on(ON_POSTGRESQL, *ON_MYSQL)
def test_statements_of_a_transaction(projects, server, record):
    """atomic() tests the connection before it begins, and sends its statements one by one."""
    site = projects.serve(EXAMPLE, server, threads=1)
    _, statements = logged(
        server, site, lambda: site.sql(FIRST), lambda: site.sql(SECOND, atomic=True)
    )
    assert SECOND in statements
    assert "COMMIT" in statements
    record(statements=statements)


@on(ON_POSTGRESQL)
def test_error_is_followed_by_a_check(projects, server, record):
    """After a query that failed, the connection is tested when the request ends.

    Even when it is then closed, since CONN_MAX_AGE is 0. Not after an error of the data.
    """

    sent = {}
    for age in ("0", "60"):
        for error, statement in FAILING.items():
            site = projects.serve(EXAMPLE, server, threads=1, CONN_MAX_AGE=age)
            server.query(f"ALTER DATABASE \"{site.database.name}\" SET TimeZone = 'UTC'")
            [sent[error, age]] = logged(server, site, partial(fail, site, error, statement))
    checked = {case for case, statements in sent.items() if "SELECT 1" in statements}
    assert checked == {("ProgrammingError", "0"), ("ProgrammingError", "60")}
    record(
        after_programming_error=sent["ProgrammingError", "60"],
        after_data_error=sent["DataError", "60"],
        with_max_age_0=sent["ProgrammingError", "0"],
    )


@pytest.mark.packages("oracledb")
@pytest.mark.only_with("Django>=5.2")
def test_statements_of_new_sessions_on_oracle(projects, oracle_driver, record):
    """What Django's Oracle backend hands to the driver for a thread's first connection."""
    projects.environment |= {"DB_ENGINE": "django.db.backends.oracle"}
    statements = printed(projects, EXAMPLE, oracle_driver, ORACLE_STATEMENTS)
    assert statements[0] == "ALTER SESSION SET NLS_TERRITORY = 'AMERICA'"
    record(statements=statements)
