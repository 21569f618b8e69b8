import multiprocessing
import re

import pytest

from tests.suites import run

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.2", "psycopg-pool>=3.2"),
    pytest.mark.skipif(
        multiprocessing.get_start_method() != "fork",
        reason="from Python 3.14 on, the workers are not forked and inherit no pool",
    ),
]
SUITE = "pooled_tests_serialized/tests.py"
SWITCHED = "environment_pool/settings.py"
PARALLEL = ("--parallel", "2")
APPS = "django.contrib.contenttypes"  # Django serializes the rows of apps that have migrations


def databases(projects, postgresql, **environment) -> dict[str, str]:
    """The database that a worker is to use, and the one that it uses."""
    with postgresql.database() as database:
        exit_code, output = run(
            projects, SWITCHED, database, SUITE, *PARALLEL, INSTALLED_APPS=APPS, **environment
        )
        assert exit_code == 0, output
        printed = re.findall(r"(to use|in use): (\S+)", database.mask(output))
        # Which of the two workers gets the test differs from run to run.
        return {name: re.sub(r"_[12]$", "_N", value) for name, value in printed}


@pytest.mark.documented_failure
def test_worker_is_on_the_wrong_database(projects, postgresql, record):
    """A worker of `test --parallel` uses the pool that its parent opened, on another database."""
    seen = databases(projects, postgresql)
    assert seen == {"to use": "test_$DB_NAME_N", "in use": "test_$DB_NAME"}
    record(with_pool=seen)


@pytest.mark.documented_failure
def test_worker_is_on_its_own_database_without_a_pool(projects, postgresql, record):
    """With the pool switched off, the worker uses the database that it is to use."""
    seen = databases(projects, postgresql, DB_POOL="off")
    assert seen == {"to use": "test_$DB_NAME_N", "in use": "test_$DB_NAME_N"}
    record(without_pool=seen)


@pytest.mark.only_with("Django>=5.1,<5.2", "psycopg-pool>=3.2")
def test_worker_was_on_its_own_database(projects, postgresql, record):
    """Before Django 5.2, the worker used the database that it was to use, with the pool, too.

    The parent read the rows before it made the copies, and closed its pool for those.
    """
    seen = databases(projects, postgresql)
    assert seen == {"to use": "test_$DB_NAME_N", "in use": "test_$DB_NAME_N"}
    record(with_pool=seen)
