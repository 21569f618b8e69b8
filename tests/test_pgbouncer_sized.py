import pytest

from tests.plugins.projects import ViewError
from tests.rotation import FIRST, rotating_login
from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
CONFIGURATION = "pgbouncer_sized/pgbouncer.ini"
SETTINGS = "pgbouncer_transaction/settings.py"  # CONN_MAX_AGE = None
MAX_CLIENT_CONN, DEFAULT_POOL_SIZE, MAX_DB_CONNECTIONS = 20, 4, 6  # what pgbouncer.ini says


@pytest.fixture
def pooler(start_pgbouncer):
    return start_pgbouncer(CONFIGURATION)


def test_idle_clients_count(projects, pooler, record):
    """Twenty idle threads keep twenty client connections over one server connection or few.

    Another process is refused at once.
    """
    idle = projects.serve(SETTINGS, pooler, threads=MAX_CLIENT_CONN)
    idle.at_once(MAX_CLIENT_CONN, "SELECT 1")
    other = projects.serve(SETTINGS, pooler, database=idle.database)
    with pytest.raises(ViewError) as failure:
        other.sql("SELECT 1")
    connections = len(idle.sessions())
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.endswith("FATAL:  no more connections allowed (max_client_conn)")
    assert 1 <= connections <= DEFAULT_POOL_SIZE
    record(clients=MAX_CLIENT_CONN, queries_running=0, error=failure.value.errors[0])


def test_database_has_a_limit_for_all_roles(projects, pooler, postgresql, record):
    """Two roles that run four transactions each hold six server connections; two clients wait."""
    with rotating_login(postgresql, "sized_reports") as role, pooler.database() as database:
        login = {"DB_USER": role.name, "DB_PASSWORD": FIRST}
        web = projects.serve(SETTINGS, pooler, database=database)
        reports = projects.serve(SETTINGS, pooler, database=database, **login)
        with (
            web.holding(4, "SELECT 1", atomic=True),
            reports.holding(2, "SELECT 1", atomic=True),
            reports.waiting(2, "SELECT 1"),
        ):
            waiting = eventually(lambda: pooler.waiting(database), 2)
            connections = len(web.sessions())
        postgresql.terminate(database)
    assert (connections, waiting) == (MAX_DB_CONNECTIONS, 2)
    record(roles=2, default_pool_size=DEFAULT_POOL_SIZE, connections=connections, waiting=waiting)
