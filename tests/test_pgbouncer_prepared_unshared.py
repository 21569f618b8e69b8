import pytest

from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
SETTINGS = "pgbouncer_prepared/settings.py"
SIX_TIMES = ["SELECT 'the same query'"] * 6  # prepare_threshold is 5


@pytest.fixture
def sites(projects, start_pgbouncer):
    """Two projects that prepare statements."""
    pooler = start_pgbouncer("pgbouncer_prepared_unshared/pgbouncer.ini")
    one = projects.serve(SETTINGS, pooler, threads=1)
    return one, projects.serve(SETTINGS, pooler, database=one.database)


def test_second_client_collides(sites, record):
    """The second client that prepares a statement on a server connection fails."""
    one, other = sites
    one.sql(*SIX_TIMES)
    with pytest.raises(ViewError) as failure:
        other.sql(*SIX_TIMES)
    assert failure.value.type == "django.db.utils.ProgrammingError"
    assert failure.value.message == 'prepared statement "_pg3_0" already exists'
    record(error=failure.value.errors[0])


def test_statement_is_missing_elsewhere(sites, record):
    """A client whose server connection is busy does not find its statement on another."""
    one, other = sites
    one.sql(*SIX_TIMES)
    with (
        other.holding(1, "SELECT 1", atomic=True),
        pytest.raises(ViewError) as failure,
    ):
        one.sql(*SIX_TIMES)
    assert failure.value.type == "django.db.utils.ProgrammingError"
    assert failure.value.message == 'prepared statement "_pg3_0" does not exist'
    record(error=failure.value.errors[0])
