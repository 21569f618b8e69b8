import pytest

from tests import pooled_state
from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
SETTINGS = "pgbouncer_statement/settings.py"


@pytest.fixture
def pooler(start_pgbouncer):
    return start_pgbouncer("pgbouncer_statement/pgbouncer.ini")


@pytest.mark.only_with("psycopg>=3.2")
def test_atomic_is_refused(projects, pooler, record):
    """A single query succeeds; the first query within atomic() fails."""
    site = projects.serve(SETTINGS, pooler)
    assert site.value("SELECT 1") == 1
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1", atomic=True)
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message == "transaction blocks not allowed in statement pooling mode"
    record(error=failure.value.errors[0])


@pytest.mark.only_with("psycopg>=3.2")
def test_migrations_are_refused(projects, pooler, record):
    """`manage.py migrate` fails with the same error."""
    exit_code, output = projects.manage(
        SETTINGS, pooler, "migrate", INSTALLED_APPS="django.contrib.contenttypes"
    )
    assert exit_code == 1
    error = output.strip().splitlines()[-1]
    assert error.endswith("(transaction blocks not allowed in statement pooling mode)")
    record(error=error)


def test_session_state_is_lost_and_found_by_others(projects, pooler, postgresql, record):
    """Session state is found by other clients, as in transaction mode."""
    one = projects.serve(SETTINGS, pooler, threads=1)
    other = projects.serve(SETTINGS, pooler, threads=1, database=one.database)
    other.sql("SELECT 1")
    with pooled_state.role(postgresql, one.database) as role:
        changed = pooled_state.leave_everything(one, role)
        process, found = pooled_state.found(other)
    assert process == changed
    assert found == pooled_state.EVERYTHING | {"time_zone": False}
    record(other_client=found)
