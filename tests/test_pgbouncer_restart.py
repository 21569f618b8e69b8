import pytest

from tests.outage import in_outage
from tests.own_servers import own
from tests.servers.postgresql_private import PrivatePostgreSQL

pytestmark = pytest.mark.packages("psycopg")
CONFIGURATION = "pgbouncer_restart/pgbouncer.ini"
SETTINGS = "pgbouncer_transaction/settings.py"


@pytest.fixture
def server(postgresql, tmp_path):
    """A PostgreSQL of this test's own."""
    with own(PrivatePostgreSQL(tmp_path / "own")) as server:
        yield server


def test_restart_is_not_noticed(projects, start_pgbouncer, server, record):
    """When PostgreSQL was restarted between two requests, neither fails."""
    pooler = start_pgbouncer(CONFIGURATION, server)
    with pooler.database() as database:
        site = projects.serve(SETTINGS, pooler, threads=1, database=database)
        before = site.value("SELECT pg_backend_pid()")
        server.restart()
        after = site.value("SELECT pg_backend_pid()")
    assert after != before
    record(failed_requests=0)


@pytest.mark.waits(2)
def test_requests_wait_for_postgresql(projects, start_pgbouncer, server, record):
    """A request that comes while PostgreSQL is down waits, and succeeds after its start."""
    pooler = start_pgbouncer(CONFIGURATION, server)
    outcomes = in_outage(projects, SETTINGS, pooler, server)
    assert outcomes == [1, 1]
    record(failed_requests_in_outage=0, server_login_retry=1)
