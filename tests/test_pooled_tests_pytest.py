"""The same tests under pytest-django, which makes its databases in its own way."""

import re

import pytest

from tests.project import tested
from tests.suites import PASSES, drop_leftovers

PYTEST_INI = "pooled_tests_pytest/pytest.ini"
TESTS = "pooled_tests_pytest/test_pool.py"
SWITCHED = "environment_pool/settings.py"
TWO = ("-n", "2")  # pytest-xdist's option
INSTALLED = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_PLUGINS": "pytest_django.plugin,xdist.plugin",
}
"""The plugins that a reader has installed, and none that only these tests need."""

with_django_51 = pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2")
pytestmark = pytest.mark.packages("pytest-django", "pytest-xdist", "psycopg")


def run(projects, settings, database, *options) -> tuple[int, str]:
    """The exit code of `pytest` with the project's tests, and what it printed."""
    for example in (PYTEST_INI, TESTS):
        projects.ran(example, database)
    arguments = ["-p", "no:cacheprovider", "-c", str(projects.examples / PYTEST_INI), *options]
    process, log = projects.start(
        tested.run, settings, database, INSTALLED, [*arguments, str(projects.examples / TESTS)]
    )
    process.join()
    return process.exitcode, log.read_text()


def verdict(projects, settings, database, *options) -> str:
    """That all tests pass and nothing is said besides, or what is said."""
    exit_code, output = run(projects, settings, database, *options)
    drop_leftovers(database)
    passed = exit_code == 0 and "= 3 passed" in output and "PytestWarning" not in output
    return PASSES if passed else output


def verdicts(projects, settings, database) -> dict[str, str]:
    """What comes of the tests in one process, and in two at a time."""
    return {
        "one": verdict(projects, settings, database),
        "two": verdict(projects, settings, database, *TWO),
    }


@pytest.mark.packages("psycopg-pool")
@with_django_51
def test_native_pool(projects, postgresql, record):
    """With the native pool, the tests pass in one process and in two."""
    with postgresql.database() as database:
        said = verdicts(projects, SWITCHED, database)
    assert said == {"one": PASSES, "two": PASSES}
    record(native_pool=said)


@pytest.mark.packages("django-db-connection-pool", "SQLAlchemy")
def test_db_connection_pool(projects, postgresql, record):
    """With django-db-connection-pool, the tests pass in two processes, too.

    Each makes a database of its own: none is cloned.
    """
    with postgresql.database() as database:
        said = verdicts(projects, "postgresql_db_connection_pool/settings.py", database)
    assert said == {"one": PASSES, "two": PASSES}
    record(db_connection_pool=said)


@pytest.mark.waits(12)  # what PostgreSQL waits for others to leave a database
def test_pgbouncer_keeps_the_database(projects, start_pgbouncer, record):
    """Through PgBouncer, the tests pass with a warning, the database stays, and the next run fails.

    The exit code is 0 all the same.
    """
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    with pooler.database() as database:
        first = run(projects, "pgbouncer_transaction/settings.py", database)
        second = run(projects, "pgbouncer_transaction/settings.py", database)
        drop_leftovers(database)
    assert "= 3 passed, " in first[1]
    assert "3 errors in" in second[1]
    assert (first[0], second[0]) == (0, 1)
    record(
        exit_code=first[0],
        warning=re.search(r"PytestWarning: .* is being accessed by other users", first[1])[0],
        exit_code_of_next_run=second[0],
        error_of_next_run=re.search("^Got an error recreating .*$", second[1], re.MULTILINE)[0],
    )
