from collections import Counter

import pytest

from tests.plugins.projects import ViewError
from tests.refusals import POOL_REFUSED_BY_PSYCOPG, error_of_first_request
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "postgresql_pool_aliases/settings.py"


def test_every_alias_has_a_pool_of_its_own(projects, postgresql, record):
    """Used once each, the two aliases hold three connections and one."""
    site = projects.serve(EXAMPLE, postgresql)
    site.sql("SELECT 1", alias="default")
    site.sql("SELECT 1", alias="reports")

    def held():
        return Counter(session["application_name"] for session in site.sessions())

    expected = {"web": 3, "reports": 1}
    connections = eventually(held, expected)
    assert connections == expected
    record(connections=connections)


def test_alias_that_is_not_used_opens_nothing(projects, postgresql, record):
    """A process that uses only the default alias opens no connection for the other."""
    site = projects.serve(EXAMPLE, postgresql)
    site.sql("SELECT 1", alias="default")
    site.wait_for_pool(3)
    connections = Counter(session["application_name"] for session in site.sessions())
    assert connections == {"web": 3}
    record(connections=connections)


def test_each_alias_has_a_transaction_of_its_own(projects, postgresql, record):
    """A row that one alias has not committed is not there for the other."""
    site = projects.serve(EXAMPLE, postgresql)
    site.sql("CREATE TABLE visit (id int)")
    insert = ("BEGIN", "INSERT INTO visit VALUES (1)", "SELECT count(*) FROM visit")
    with site.holding(1, *insert) as requests:
        seen_by_other = site.value("SELECT count(*) FROM visit", alias="reports")
    seen_by_itself = requests[0].result()[0][0]
    assert (seen_by_itself, seen_by_other) == (1, 0)
    record(rows_seen_by_the_same_alias=seen_by_itself, rows_seen_by_the_other=seen_by_other)


@pytest.mark.waits(5)  # what PostgreSQL waits for others to leave a database that it is to drop
def test_test_database_cannot_be_dropped(projects, postgresql, record):
    """`manage.py test`, with a test that uses both aliases, passes its tests and then fails.

    Before it drops the database, Django closes the pool of one alias, and not the other's.
    """
    with postgresql.database() as database:
        exit_code, output = projects.manage(
            EXAMPLE, postgresql, "test", "tests.project.suite", database=database
        )
        postgresql.query(f'DROP DATABASE "test_{database.name}" WITH (FORCE)')
    lines = output.strip().splitlines()
    assert exit_code == 1
    assert "OK" in lines
    error = next(line for line in lines if line.startswith("django.db.utils.OperationalError"))
    assert error.endswith("is being accessed by other users")
    record(error=error)


@pytest.mark.waits(2)
def test_exhausted_alias_leaves_the_other_alone(projects, postgresql, record):
    """While a slow report holds its pool, a second report fails and the site still answers."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    with site.holding(1, "SELECT 1", alias="reports"):
        assert site.value("SELECT 1", alias="default") == 1
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1", alias="reports")
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    record(error=failure.value.errors[0])


@pytest.mark.only_with("Django<5.1")
@pytest.mark.documented_failure
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error == POOL_REFUSED_BY_PSYCOPG
    record(error=error)
