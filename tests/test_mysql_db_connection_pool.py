import time

import pytest

from tests.mysql_log import between_requests
from tests.mysql_rows import NUMBERS, make_rows, numbers
from tests.mysql_session_state import found_by_next_request
from tests.plugins.projects import ViewError
from tests.rows import iterate
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("mysqlclient", "django-db-connection-pool", "SQLAlchemy"),
    pytest.mark.usefixtures("mysqlclient"),
]
EXAMPLE = "mysql_db_connection_pool/settings.py"
COMMANDS = "SHOW SESSION STATUS LIKE 'Com_admin_commands'"


def test_first_request_opens_one_connection(projects, mysql_server, record):
    """The first request opens a connection for itself; the process holds none before."""
    site = projects.serve(EXAMPLE, mysql_server)
    at_start = len(site.sessions())
    site.sql("SELECT 1")
    held = len(site.sessions())
    assert (at_start, held) == (0, 1)
    record(connections_before_first_request=at_start, connections_after_first_request=held)


def test_requests_share_a_connection(projects, each_mysql_server, record):
    """Five requests, one after another, are served over one connection."""
    site = projects.serve(EXAMPLE, each_mysql_server, threads=1)
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    assert len(connections) == 1
    record(requests=5, connections=len(connections))


def test_pool_never_exceeds_its_size_and_overflow(projects, mysql_server, record):
    """Eight clients that never pause are served over four connections; two are left afterwards."""
    site = projects.serve(EXAMPLE, mysql_server, threads=8)
    held = 0
    for _ in site.crowd(8, 120, "SELECT SLEEP(0.005)"):
        # MySQL lists a connection that was closed for a moment more: those at work count.
        held = max(held, sum(each["state"] == "Query" for each in site.sessions()))
    assert held <= 4
    with site.holding(4, "SELECT 1"):
        held = eventually(lambda: len(site.sessions()), 4)
    left = eventually(lambda: len(site.sessions()), 2)
    assert (held, left) == (4, 2)
    record(clients=8, most_connections=held, connections_afterwards=left)


@pytest.mark.waits(2)
def test_exhausted_pool_fails_after_timeout(projects, mysql_server, record):
    """While four slow views hold the pool, a fifth request waits two seconds and fails.

    The error is SQLAlchemy's own: it is no exception of Django's.
    """
    site = projects.serve(EXAMPLE, mysql_server, threads=8)
    with site.holding(4, "SELECT 1"):
        started = time.monotonic()
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
        waited = time.monotonic() - started
    assert 2 <= waited < 10
    assert failure.value.type == "sqlalchemy.exc.TimeoutError"
    assert eventually(lambda: site.value("SELECT 1"), 1) == 1, "the pool recovers"
    record(timeout=2, error=failure.value.errors[0])


def test_every_process_has_a_pool_of_its_own(projects, mysql_server, record):
    """Two workers hold a connection each after a request of theirs."""
    site = projects.serve(EXAMPLE, mysql_server, workers=2, threads=1)
    site.at_once(2, "SELECT 1")
    held = len(site.sessions())
    assert held == 2
    record(workers=2, connections=held)


@pytest.mark.only_with("django-db-connection-pool>=1.2.6")
def test_dead_connections_are_replaced(projects, mysql_server, record):
    """When the server has closed the pool's connections, no request fails."""
    site = projects.serve(EXAMPLE, mysql_server, threads=8)
    site.at_once(2, "SELECT 1")
    closed = mysql_server.terminate(site.database)
    for _ in range(4):
        assert site.value("SELECT 1") == 1
    assert closed == 2
    record(connections_closed=closed, failed_requests=0)


@pytest.mark.only_with("django-db-connection-pool>=1.2.6")
def test_checkout_costs_a_ping_and_two_statements(projects, mysql_server, record):
    """Between the queries of two requests there are a ROLLBACK, a ping and the isolation level."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    pings = [int(site.sql(COMMANDS)[0][1]) for _ in range(2)]
    mysql_server.log_statements(site.database)
    site.sql("SELECT 'first request'")
    site.sql("SELECT 'second request'")
    statements = between_requests(mysql_server.statements(site.database))
    assert pings[1] - pings[0] == 1
    assert statements[0] == "ROLLBACK"
    record(pings_per_request=pings[1] - pings[0], statements_between_requests=statements)


def test_session_state_is_found_by_other_requests(projects, mysql_server, record):
    """What a request leaves on its session, others find: only the isolation level is set again."""
    found = found_by_next_request(projects.serve(EXAMPLE, mysql_server, threads=1))
    assert not found.pop("isolation_level")
    assert all(found.values())
    record(isolation_level=False, **found)


def test_transactions_savepoints_and_locks_work(projects, mysql_server, record):
    """A view that rolls back to a savepoint and saves a locked row leaves what it should."""
    site = projects.serve(EXAMPLE, mysql_server)
    make_rows(site)
    site.ask("/count-up")
    assert numbers(site) == [1, *NUMBERS[1:]]
    record(numbers=numbers(site))


def test_migrate_and_the_test_runner_work(projects, mysql_server, record):
    """`manage.py migrate` and `manage.py test` succeed."""
    for command in (["migrate"], ["test", "tests.project.suite"]):
        exit_code, output = projects.manage(EXAMPLE, mysql_server, *command)
        assert exit_code == 0, output
    record(exit_code=exit_code)


def test_iterator_works(projects, mysql_server, record):
    """A view that pauses within `iterator()`, outside a transaction, gets all rows.

    Meanwhile another request uses the database.
    """
    site = projects.serve(EXAMPLE, mysql_server)
    make_rows(site)
    rows = iterate(site, among_others=True)
    assert rows == NUMBERS
    record(rows=rows)
