from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import pooled_state
from tests.plugins.projects import ViewError
from tests.rows import NUMBERS, iterate, make_rows
from tests.servers.process import free_port
from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "pgbouncer_transaction/settings.py"
CLOSING_SETTINGS = "pgbouncer_session/settings.py"  # CONN_MAX_AGE = 0
POOL_SIZE = 5  # what pgbouncer.ini says


@pytest.fixture
def pooler(start_pgbouncer):
    return start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")


def test_clients_share_the_server_connections(projects, pooler, record):
    """Of twenty clients with a query each, five have a server connection and fifteen wait."""
    site = projects.serve(SETTINGS, pooler, threads=20)
    site.at_once(20, "SELECT 1")
    assert len(pooler.clients(site.database)) == 20
    with site.holding(POOL_SIZE, "SELECT 1", atomic=True), site.waiting(15, "SELECT 1"):
        waiting = eventually(lambda: pooler.waiting(site.database), 15)
        pool = pooler.pool(site.database)
        connections = len(site.sessions())
    assert (waiting, connections, len(site.sessions())) == (15, POOL_SIZE, POOL_SIZE)
    record(clients=20, clients_waiting=waiting, server_connections=connections, show_pools=pool)


@pytest.mark.waits(5)
@pytest.mark.only_with("psycopg>=3.2")
def test_client_waits_for_a_server_connection(projects, pooler, record):
    """While five transactions are open, a query waits, and fails after query_wait_timeout."""
    site = projects.serve(SETTINGS, pooler)
    with (
        site.holding(POOL_SIZE, "SELECT 1", atomic=True),
        pytest.raises(ViewError) as failure,
    ):
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message == "query_wait_timeout"
    assert "connect failed" not in pooler.log().read_text()
    assert site.value("SELECT 1") == 1
    record(transactions_open=POOL_SIZE, query_wait_timeout=5, error=failure.value.errors[0])


class Unreachable:
    """The run's PostgreSQL, which PgBouncer is told to look for where nobody listens."""

    def __init__(self, server):
        self.server = server
        self.port = free_port()

    def __getattr__(self, name):
        return getattr(self.server, name)

    def connection_environment(self) -> dict[str, str]:
        return self.server.connection_environment() | {"DB_PORT": str(self.port)}


@pytest.mark.waits(5)
def test_unreachable_postgresql_looks_like_a_busy_pooler(projects, pgbouncer, postgresql, record):
    """When PostgreSQL cannot be reached, clients wait and get the error of a busy pooler.

    Its log has the cause.
    """
    configuration = "pgbouncer_transaction/pgbouncer.ini"
    pooler = projects.pooler(configuration, pgbouncer, Unreachable(postgresql))
    site = projects.serve(SETTINGS, pooler)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message.endswith("query_wait_timeout")
    logged = "closing because: connect failed"
    assert logged in pooler.log().read_text()
    record(error=failure.value.errors[0], logged=logged)


def test_only_a_transaction_keeps_a_server_connection(projects, pooler, record):
    """A view that waits keeps a server connection within atomic(), and not otherwise.

    Neither do statements whose effect outlives them.
    """
    site = projects.serve(SETTINGS, pooler)
    statements = {
        "SELECT": ["SELECT 1"],
        "LISTEN": ["LISTEN news"],
        "pg_advisory_lock": ["SELECT pg_advisory_lock(1)"],
        "CREATE TEMP TABLE": ["CREATE TEMP TABLE scratch ()"],
        "DECLARE … WITH HOLD": ["DECLARE rows CURSOR WITH HOLD FOR SELECT 1"],
    }
    kept = {}
    for name, each in statements.items():
        with site.holding(1, *each):
            kept[name] = eventually(lambda: pooler.in_use(site.database), 0)
    with site.holding(1, "SELECT 1", atomic=True):
        kept["atomic()"] = pooler.in_use(site.database)
    assert kept == dict.fromkeys(statements, 0) | {"atomic()": 1}
    record(server_connections_kept=kept)


def test_session_state_is_lost_and_found_by_others(projects, pooler, postgresql, record):
    """What one client changes, another finds, and the first loses while the other is busy.

    The time zone is the exception. A role and a search_path are not.
    """
    one = projects.serve(SETTINGS, pooler, threads=1)
    other = projects.serve(SETTINGS, pooler, threads=2, database=one.database)
    seen = pooled_state.seen_by(one, other, postgresql)
    assert seen["same_server_process"] == [True, True, False]
    assert seen["alone"] == pooled_state.EVERYTHING
    assert seen["other_client"] == pooled_state.EVERYTHING | {"time_zone": False}
    assert seen["among_others"] == pooled_state.NOTHING | {"time_zone": True}
    record(**seen)


def test_state_of_a_transaction_stays_in_it(projects, pooler, record):
    """SET LOCAL holds for its transaction, and no other client finds it."""
    one = projects.serve(SETTINGS, pooler, threads=1)
    other = projects.serve(SETTINGS, pooler, threads=1, database=one.database)
    process, within = one.sql(
        "SET LOCAL search_path = pg_catalog",
        "SELECT pg_backend_pid(), current_setting('search_path')",
        atomic=True,
    )[0]
    afterwards = other.sql("SELECT pg_backend_pid(), current_setting('search_path')")[0]
    assert (within, afterwards) == ("pg_catalog", [process, '"$user", public'])
    record(within=within, found_by_other_client=afterwards[1])


def test_lock_of_a_transaction_keeps_others_out(projects, pooler, record):
    """pg_advisory_xact_lock within atomic() is refused to others, and ends with its transaction."""
    lock = "SELECT pg_try_advisory_xact_lock(1)"
    one = projects.serve(SETTINGS, pooler, threads=1)
    other = projects.serve(SETTINGS, pooler, threads=1, database=one.database)
    with one.holding(1, lock, atomic=True) as requests:
        second = other.value(lock, atomic=True)
    got = {
        "first": requests[0].result()[0][0],
        "second": second,
        "afterwards": other.value(lock, atomic=True),
    }
    assert got == {"first": True, "second": False, "afterwards": True}
    record(**got)


def test_iterator_works_without_server_side_cursors(projects, pooler, record):
    """iterator() gives all rows while other requests use the server connections."""
    site = projects.serve(SETTINGS, pooler)
    make_rows(site)
    assert iterate(site, among_others=True) == NUMBERS
    record(rows=len(NUMBERS))


def test_row_locks_and_savepoints_work(projects, pooler, record):
    """Twenty requests, ten at a time, lock a row, roll back to a savepoint, and lose no update."""
    site = projects.serve(SETTINGS, pooler, threads=10)
    make_rows(site)
    with ThreadPoolExecutor(10) as clients:
        list(clients.map(lambda _: site.ask("/count-up"), range(20)))
    number = site.value("SELECT number FROM example_rows WHERE id = 1")
    assert number == 20
    record(requests=20, counted=number)


def test_kept_connections_save_logins(projects, pooler, record):
    """With CONN_MAX_AGE None ten requests are one login to PgBouncer; with 0 they are ten.

    PostgreSQL sees one connection in either case.
    """
    logins, processes = {}, set()
    for name, settings in {"None": SETTINGS, "0": CLOSING_SETTINGS}.items():
        site = projects.serve(settings, pooler, threads=1)
        processes = {site.value("SELECT pg_backend_pid()") for _ in range(10)}
        assert len(processes) == 1
        logins[name] = pooler.logins(site.database)
    assert logins == {"None": 1, "0": 10}
    record(requests=10, logins=logins, server_processes=len(processes))


def test_restarted_pooler_is_not_noticed(projects, pooler, record):
    """When PgBouncer was restarted, the health check opens a new connection: no request fails."""
    site = projects.serve(SETTINGS, pooler, threads=1)
    site.sql("SELECT 1")
    pooler.restart()
    assert site.value("SELECT 1") == 1
    record(failed_requests=0)


def test_closed_server_connections_are_not_noticed(projects, pooler, postgresql, record):
    """When PostgreSQL has closed an idle server connection, PgBouncer opens another: no error."""
    site = projects.serve(SETTINGS, pooler, threads=1)
    before = site.value("SELECT pg_backend_pid()")
    assert postgresql.terminate(site.database) == 1
    assert eventually(lambda: len(pooler.servers(site.database)), 0) == 0
    after = site.value("SELECT pg_backend_pid()")
    assert after != before
    record(server_connections_closed=1, requests_that_failed=0)


def test_migrations_run(projects, pooler, record):
    """`manage.py migrate` applies migrations through PgBouncer."""
    exit_code, output = projects.manage(
        SETTINGS, pooler, "migrate", INSTALLED_APPS="django.contrib.contenttypes"
    )
    assert exit_code == 0
    last = output.strip().splitlines()[-1].strip()
    assert last.endswith("OK")
    record(last_line=last)


def test_test_database_cannot_be_dropped(projects, pooler, postgresql, record):
    """`manage.py test` runs its tests, and fails to drop its database, which PgBouncer holds.

    With the address of PostgreSQL itself in DB_HOST and DB_PORT it succeeds.
    """
    command = ("test", "tests.project.suite")
    direct, _ = projects.manage(SETTINGS, postgresql, *command)
    assert direct == 0
    with pooler.database() as database:
        exit_code, output = projects.manage(SETTINGS, pooler, *command, database=database)
        postgresql.query(f'DROP DATABASE "test_{database.name}" WITH (FORCE)')
    assert exit_code == 1
    assert "Ran 1 test in" in output
    error = next(line for line in output.splitlines() if line.startswith("django.db.utils."))
    assert error.endswith(f'database "test_{database.name}" is being accessed by other users')
    record(error=error)
