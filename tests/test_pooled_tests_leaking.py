import pytest

from tests.project.child import KEEP_GARBAGE
from tests.suites import run

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
    pytest.mark.documented_failure,
]
SUITE = "pooled_tests_leaking/tests.py"
SWITCHED = "environment_pool/settings.py"


@pytest.mark.waits(10)  # what PostgreSQL waits, twice, for others to leave a database
def test_connections_of_threads_keep_the_database(projects, postgresql, record):
    """The tests pass, and the database cannot be dropped: with a pool, and without one."""
    errors = {}
    with postgresql.database() as database:
        for pool in ("on", "off"):
            variables = {"DB_POOL": pool, KEEP_GARBAGE: "yes"}
            exit_code, output = run(projects, SWITCHED, database, SUITE, **variables)
            lines = output.splitlines()
            assert exit_code == 1
            assert "OK" in lines
            errors[pool] = next(line for line in lines if line.startswith("django.db.utils."))
            assert errors[pool].endswith("is being accessed by other users")
    assert errors["on"] == errors["off"]
    record(error=errors["on"], threads=2)


@pytest.mark.waits(2)
def test_connections_of_threads_are_missing_in_the_pool(projects, postgresql, record):
    """With a pool of one, the second thread gets no connection."""
    with postgresql.database() as database:
        exit_code, output = run(projects, SWITCHED, database, SUITE, DB_POOL_MAX_SIZE="1")
    assert exit_code == 1
    error = next(line for line in output.splitlines() if line.startswith("django.db.utils."))
    assert error.endswith("couldn't get a connection after 2.00 sec")
    record(error=error, max_size=1)
