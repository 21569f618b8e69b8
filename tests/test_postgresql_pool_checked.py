import time

import pytest
from psycopg_pool.base import AttemptWithBackoff

pytestmark = pytest.mark.packages("psycopg", "psycopg-pool")
EXAMPLE = "postgresql_pool_checked/settings.py"


def test_one_dead_connection_is_replaced_at_once(projects, postgresql, record):
    """When the server has closed one of the four connections, no request fails or waits."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")
    site.wait_for_pool(4)
    oldest = site.sessions()[0]["pid"]
    assert postgresql.terminate(site.database, only=oldest) == 1
    started = time.monotonic()
    for _ in range(8):
        assert site.value("SELECT 1") == 1
    assert time.monotonic() - started < 0.9, "shorter than the pool's first pause of 0.9 to 1.1 s"
    record(connections_closed=1, failed_requests=0)


@pytest.mark.waits(3)
def test_three_dead_connections_delay_one_request(projects, postgresql, record):
    """When the server has closed three of the four connections, one request waits about 3 s.

    It pauses 0, 1 and 2 seconds after the three checks that fail, and then succeeds.
    """
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")
    site.wait_for_pool(4)
    # The pool hands out its connections in turn: the one used last is the last in line.
    last_in_line = site.value("SELECT pg_backend_pid()")
    assert postgresql.terminate(site.database, spare=last_in_line) == 3
    started = time.monotonic()
    assert site.value("SELECT 1") == 1
    waited = time.monotonic() - started
    assert 2.5 < waited < 4, "the pauses add up to 3 s, give or take 10 % and the connecting"
    assert AttemptWithBackoff.INITIAL_DELAY == 1, "the second pause, in seconds"
    assert AttemptWithBackoff.DELAY_BACKOFF == 2, "each further pause is twice as long"
    record(connections_closed=3, failed_requests=0, seconds_waited_between=[2.5, 4])
