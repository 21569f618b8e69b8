import pytest

from tests import pooled_state

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
SETTINGS = "pgbouncer_assume_role/settings.py"
PLAIN_SETTINGS = "pgbouncer_transaction/settings.py"
WHO = "SELECT pg_backend_pid(), CASE current_user WHEN session_user THEN 'login' ELSE 'assumed' END"


@pytest.fixture
def sites(projects, start_pgbouncer, postgresql):
    """A project that assumes a role, and one that does not, on one database."""
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    with (
        pooler.database() as database,
        pooled_state.role(postgresql, database) as role,
    ):
        assuming = projects.serve(SETTINGS, pooler, threads=1, database=database, DB_ROLE=role)
        yield assuming, projects.serve(PLAIN_SETTINGS, pooler, database=database)


def test_others_get_the_role(sites, record):
    """The query of a project that assumes no role runs under the role of one that does."""
    assuming, plain = sites
    process, own = assuming.sql(WHO)[0]
    assert plain.sql(WHO)[0] == [process, "assumed"]
    assert own == "assumed"
    record(project_that_assumes=own, project_that_does_not="assumed")


def test_role_is_lost_among_others(sites, record):
    """Among others, the project that assumes a role runs under the role that it logged in as."""
    assuming, plain = sites
    assert assuming.sql(WHO)[0][1] == "assumed"
    with plain.holding(1, "SELECT 1", atomic=True):
        role = assuming.sql(WHO)[0][1]
    assert role == "login"
    record(role_among_others=role)
