import pytest

from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
LOOKUP = "pgbouncer_auth_record/lookup.sql"
SETTINGS = "pgbouncer_transaction/settings.py"


@pytest.fixture
def pooler(projects, start_pgbouncer, postgresql):
    pooler = start_pgbouncer("pgbouncer_auth_record/pgbouncer.ini")
    postgresql.run_file(projects.examples / LOOKUP)
    yield pooler
    postgresql.query("DROP FUNCTION pgbouncer.record_lookup")


def test_unknown_user_breaks_the_lookup(projects, pooler, record):
    """A user who exists logs in; one who does not gets an error about PgBouncer's configuration.

    PgBouncer closes the connection on which it looks up the passwords of all.
    """
    site = projects.serve(SETTINGS, pooler)
    projects.ran(LOOKUP, site.database)
    assert site.value("SELECT 1") == 1
    unknown = projects.serve(SETTINGS, pooler, DB_USER="nobody", DB_PASSWORD="wrong")
    with pytest.raises(ViewError) as failure:
        unknown.sql("SELECT 1")
    assert failure.value.message.endswith("bouncer config error")
    logged = "auth_query response contained null user name"
    assert f"closing because: {logged}" in pooler.log().read_text()
    record(error=failure.value.errors[0], logged=logged)
