import pytest

from tests.suites import PASSES, run, verdict, verdicts

SUITE = "pooled_tests/tests.py"
SWITCHED = "environment_pool/settings.py"
HELD = "is being accessed by other users"

on_postgresql = pytest.mark.packages("psycopg", "psycopg-pool")
with_switch = pytest.mark.only_with("Django>=5.1")  # which takes the option as a switch
on_mysql = pytest.mark.packages("mysqlclient", "django-db-connection-pool", "SQLAlchemy")
with_django_51 = pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2")


@on_postgresql
@with_django_51
def test_native_pool(projects, postgresql, record):
    """With the native pool, the tests pass in one process and in two."""
    with postgresql.database() as database:
        said = verdicts(projects, SWITCHED, database, SUITE)
    assert said == {"one": PASSES, "two": PASSES}
    record(native_pool=said)


@on_postgresql
@with_django_51
@pytest.mark.waits(5)  # what PostgreSQL waits for others to leave a database
def test_native_pools_of_two_aliases(projects, postgresql, record):
    """With a pool for each of two aliases, one process cannot drop the database, and two can."""
    with postgresql.database() as database:
        said = verdicts(projects, "postgresql_pool_aliases/settings.py", database, SUITE)
    assert said["one"].endswith(HELD)
    assert said["two"] == PASSES
    record(two_aliases=said)


@on_postgresql
@with_switch
def test_pool_switched_off(projects, postgresql, record):
    """With the pool switched off, the tests pass in one process and in two."""
    with postgresql.database() as database:
        said = verdicts(projects, SWITCHED, database, SUITE, DB_POOL="off")
    assert said == {"one": PASSES, "two": PASSES}
    record(no_pool=said)


@on_postgresql
def test_persistent_connections(projects, postgresql, record):
    """With persistent connections, the tests pass in one process and in two."""
    with postgresql.database() as database:
        said = verdicts(projects, "postgresql_persistent/settings.py", database, SUITE)
    assert said == {"one": PASSES, "two": PASSES}
    record(persistent=said)


@pytest.mark.packages("psycopg", "django-db-connection-pool", "SQLAlchemy")
@pytest.mark.waits(5)  # what PostgreSQL waits for others to leave a database
def test_db_connection_pool_holds_the_database_to_be_cloned(projects, postgresql, record):
    """With django-db-connection-pool, one process passes; for two, the clones cannot be made."""
    with postgresql.database() as database:
        said = verdicts(projects, "postgresql_db_connection_pool/settings.py", database, SUITE)
    assert said["one"] == PASSES
    assert said["two"].startswith("Got an error creating the test database: source database")
    assert said["two"].endswith(HELD)
    record(db_connection_pool=said)


@pytest.mark.packages("psycopg")
@pytest.mark.waits(10)
def test_pgbouncer_in_session_mode(projects, start_pgbouncer, record):
    """Through PgBouncer in session mode, no database can be dropped, and none be cloned."""
    record(session=through_pgbouncer(projects, start_pgbouncer, "pgbouncer_session"))


@pytest.mark.packages("psycopg")
@pytest.mark.waits(10)
def test_pgbouncer_in_transaction_mode(projects, start_pgbouncer, record):
    """Through PgBouncer in transaction mode, no database can be dropped, and none be cloned."""
    record(transaction=through_pgbouncer(projects, start_pgbouncer, "pgbouncer_transaction"))


def through_pgbouncer(projects, start_pgbouncer, topic) -> dict[str, str]:
    pooler = start_pgbouncer(f"{topic}/pgbouncer.ini")
    with pooler.database() as database:
        said = verdicts(projects, f"{topic}/settings.py", database, SUITE)
    assert said["one"].startswith("django.db.utils.OperationalError")
    assert said["two"].startswith("Got an error creating the test database: source database")
    assert said["one"].endswith(HELD)
    assert said["two"].endswith(HELD)
    return said


@on_postgresql
def test_around_pgbouncer(projects, postgresql, record):
    """With PgBouncer's settings and PostgreSQL's own address, the tests pass."""
    with postgresql.database() as database:
        said = verdicts(projects, "pgbouncer_transaction/settings.py", database, SUITE)
    assert said == {"one": PASSES, "two": PASSES}
    record(around_pgbouncer=said)


@on_postgresql
@with_django_51
@pytest.mark.waits(2)
def test_live_server_needs_a_second_connection(projects, postgresql, record):
    """With a pool of one, a request to the live server waits for the test's own connection."""
    with postgresql.database() as database:
        exit_code, output = run(projects, SWITCHED, database, SUITE, DB_POOL_MAX_SIZE="1")
    lines = output.splitlines()
    assert exit_code == 1
    assert "Ran 3 tests in" in output
    assert "FAILED (errors=1)" in lines
    errors = [line for line in lines if line.startswith(("django.db.utils.", "urllib.error."))]
    assert errors == [
        "django.db.utils.OperationalError: couldn't get a connection after 2.00 sec",
        "urllib.error.HTTPError: HTTP Error 500: Internal Server Error",
    ]
    record(max_size=1, errors=errors)


@on_mysql
@pytest.mark.usefixtures("mysqlclient")
def test_mysql_persistent_connections(projects, mysql_server, tmp_path, record):
    """With persistent connections, one process passes; for two, Django runs `mysqldump`.

    Where that program is not on the path, the clones cannot be made.
    """
    with mysql_server.database() as database:
        said = without_programs(projects, "mysql_persistent/settings.py", database, tmp_path)
    record(mysql_persistent=said)


@on_mysql
@pytest.mark.usefixtures("mysqlclient")
def test_mysql_db_connection_pool(projects, mysql_server, tmp_path, record):
    """With django-db-connection-pool it is the same: one process passes, two need `mysqldump`."""
    with mysql_server.database() as database:
        settings = "mysql_db_connection_pool/settings.py"
        said = without_programs(projects, settings, database, tmp_path)
    record(mysql_db_connection_pool=said)


def without_programs(projects, settings, database, empty_folder) -> dict[str, str]:
    """What comes of the tests where no program is on the path."""
    said = verdicts(projects, settings, database, SUITE, PATH=str(empty_folder))
    assert said["one"] == PASSES
    assert said["two"] == "FileNotFoundError: [Errno 2] No such file or directory: 'mysqldump'"
    return said


def test_sqlite(projects, sqlite, record):
    """With SQLite, the tests pass in one process and in two, on databases in memory."""
    with sqlite.database() as database:
        said = verdicts(projects, "sqlite_persistent/settings.py", database, SUITE)
    assert said == {"one": PASSES, "two": PASSES}
    record(sqlite=said)


@on_postgresql
@with_switch
def test_second_run_finds_the_database_of_the_first(projects, postgresql, record):
    """A database that could not be dropped is in the way of the next run, which asks first."""
    with postgresql.database() as database:
        owner = database.environment["DB_USER"]
        postgresql.query(f'CREATE DATABASE "test_{database.name}" OWNER "{owner}"')
        said = verdict(projects, SWITCHED, database, SUITE, DB_POOL="off")
        postgresql.query(f'CREATE DATABASE "test_{database.name}" OWNER "{owner}"')
        without_asking = verdict(projects, SWITCHED, database, SUITE, "--noinput", DB_POOL="off")
    assert said.startswith("Got an error creating the test database")
    assert said.endswith("already exists")
    assert without_asking == PASSES
    record(error=said, without_asking=without_asking)
