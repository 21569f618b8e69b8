import pytest

from tests import pooled_state
from tests.plugins.projects import ViewError
from tests.rows import NUMBERS, iterate, make_rows
from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "pgbouncer_session/settings.py"
PERSISTENT_SETTINGS = "pgbouncer_transaction/settings.py"  # CONN_MAX_AGE = None
POOL_SIZE = 5  # what pgbouncer.ini says


@pytest.fixture
def pooler(start_pgbouncer):
    return start_pgbouncer("pgbouncer_session/pgbouncer.ini")


def test_requests_share_a_server_connection(projects, pooler, record):
    """Five requests, one after another, are five logins to PgBouncer and one server process."""
    site = projects.serve(SETTINGS, pooler, threads=1)
    processes = set()
    for _ in range(5):
        processes.add(site.value("SELECT pg_backend_pid()"))
        assert eventually(lambda: pooler.at_rest(site.database), True)
    logins = pooler.logins(site.database)
    assert (logins, len(processes), len(site.sessions())) == (5, 1, 1)
    record(requests=5, logins=logins, server_processes=len(processes))


def test_request_keeps_a_server_connection_to_its_end(projects, pooler, record):
    """A view that waits outside a transaction keeps the server connection that it has used."""
    site = projects.serve(SETTINGS, pooler)
    with site.holding(3, "SELECT 1"):
        kept = pooler.in_use(site.database)
    assert kept == 3
    record(views_waiting=3, server_connections_kept=kept)


@pytest.mark.waits(5)
@pytest.mark.only_with("psycopg>=3.2")
def test_idle_persistent_connections_shut_others_out(projects, pooler, record):
    """With CONN_MAX_AGE None, five threads that ran one query each keep all server connections.

    The next client fails although no query runs.
    """
    idle = projects.serve(PERSISTENT_SETTINGS, pooler, threads=POOL_SIZE)
    idle.at_once(POOL_SIZE, "SELECT 1")
    other = projects.serve(SETTINGS, pooler, database=idle.database)
    with pytest.raises(ViewError) as failure:
        other.sql("SELECT 1")
    assert failure.value.message == "query_wait_timeout"
    kept = pooler.in_use(idle.database)
    assert {each["state"] for each in idle.sessions()} == {"idle"}
    assert kept == POOL_SIZE
    record(server_connections_kept=kept, queries_running=0, error=failure.value.errors[0])


def test_session_state_stays_with_its_client(projects, pooler, postgresql, record):
    """What one client changes it finds again among others, and no other client finds it."""
    one = projects.serve(PERSISTENT_SETTINGS, pooler, threads=1)
    other = projects.serve(PERSISTENT_SETTINGS, pooler, threads=2, database=one.database)
    seen = pooled_state.seen_by(one, other, postgresql)
    assert seen["same_server_process"] == [True, False, True]
    assert seen["alone"] == pooled_state.EVERYTHING
    assert seen["among_others"] == pooled_state.EVERYTHING
    assert seen["other_client"] == pooled_state.NOTHING
    record(**seen)


def test_session_state_is_discarded_at_disconnect(projects, pooler, postgresql, record):
    """Nothing that one request changes is found by the next, on the same server process."""
    site = projects.serve(SETTINGS, pooler, threads=1)
    with pooled_state.role(postgresql, site.database) as role:
        changed = pooled_state.leave_everything(site, role)
        assert eventually(lambda: pooler.at_rest(site.database), True)
        process, found = pooled_state.found(site)
    assert process == changed
    assert found == pooled_state.NOTHING
    record(next_client=found, server_reset_query=pooler.setting("server_reset_query"))


def test_server_side_cursors_work(projects, pooler, record):
    """iterator() with a server-side cursor gives all rows among other requests."""
    site = projects.serve(SETTINGS, pooler)
    make_rows(site)
    assert iterate(site, among_others=True) == NUMBERS
    record(rows=len(NUMBERS))
