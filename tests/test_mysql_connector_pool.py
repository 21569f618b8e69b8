import time

import pytest

from tests.mysql_log import between_requests
from tests.mysql_rows import make_rows, numbers
from tests.mysql_session_state import NOTHING_LEFT, found_on_the_same_connection
from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("mysql-connector-python"), pytest.mark.documented_failure]
EXAMPLE = "mysql_connector_pool/settings.py"
INSERT = "INSERT INTO example_rows (number) VALUES (5)"


def test_write_outside_a_transaction_is_lost(projects, mysql_server, record):
    """An INSERT outside `atomic()` succeeds, and its row is gone when the request ends.

    Autocommit is off on the pooled connection although Django has switched it on.
    """
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    make_rows(site)
    site.sql(INSERT)
    autocommit = site.value("SELECT @@autocommit")
    assert numbers(site) == []
    assert autocommit == 0
    record(requests=2, failed_requests=0, rows_afterwards=0, autocommit=autocommit)


def test_write_in_a_transaction_is_kept(projects, mysql_server, record):
    """The same INSERT within `atomic()` is there afterwards."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    make_rows(site)
    site.sql(INSERT, atomic=True)
    assert numbers(site) == [5]
    record(rows_afterwards=1)


def test_first_request_opens_the_whole_pool(projects, mysql_server, record):
    """The first request opens all four connections, and the pool never has more."""
    site = projects.serve(EXAMPLE, mysql_server)
    at_start = len(site.sessions())
    site.sql("SELECT 1")
    held = len(site.sessions())
    assert (at_start, held) == (0, 4)
    record(connections_before_first_request=at_start, connections_after_first_request=held)


def test_exhausted_pool_fails_at_once(projects, mysql_server, record):
    """While four slow views hold the pool, a fifth request fails without waiting."""
    site = projects.serve(EXAMPLE, mysql_server, threads=8)
    with site.holding(4, "SELECT 1"):
        seconds = []
        for _ in range(3):  # a busy machine may make any of them longer, and none shorter
            started = time.monotonic()
            with pytest.raises(ViewError) as failure:
                site.sql("SELECT 1")
            seconds.append(time.monotonic() - started)
        assert min(seconds) < 1
    assert failure.value.type == "django.db.utils.Error"
    record(error=failure.value.errors[0], cause=failure.value.errors[1])


def test_session_state_is_gone(projects, mysql_server, record):
    """What a request sets, creates or locks on its session is gone for the next one."""
    found = found_on_the_same_connection(projects.serve(EXAMPLE, mysql_server, threads=1))
    assert found == NOTHING_LEFT
    record(**found)


def test_reset_costs_statements(projects, mysql_server, record):
    """Between the queries of two requests, the driver resets the session and sets it up again."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    mysql_server.log_statements(site.database)
    site.sql("SELECT 'first request'")
    site.sql("SELECT 'second request'")
    statements = between_requests(mysql_server.statements(site.database))
    assert len(statements) > 0
    record(statements_between_requests=statements)


def test_dead_connections_are_replaced(projects, mysql_server, record):
    """When the server has closed the pool's connections, no request fails."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    site.sql("SELECT 1")
    closed = mysql_server.terminate(site.database)
    for _ in range(closed):
        assert site.value("SELECT 1") == 1
    assert closed == 4
    record(connections_closed=closed, failed_requests=0)
