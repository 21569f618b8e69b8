import time
from collections.abc import Callable

import pytest

from tests.read_only import read_only_requests
from tests.refusals import POOL_REFUSED_BY_PSYCOPG, error_of_first_request

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "postgresql_pool_checked/settings.py"


def test_one_dead_connection_is_replaced_at_once(projects, postgresql, record):
    """When the server has closed one of the four connections, no request fails or waits."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")

    def seconds_of_eight_requests() -> float:
        site.wait_for_pool(4)
        oldest = site.sessions()[0]["pid"]
        assert postgresql.terminate(site.database, only=oldest) == 1
        started = time.monotonic()
        for _ in range(8):
            assert site.value("SELECT 1") == 1
        return time.monotonic() - started

    assert takes_less_than_a_pause(seconds_of_eight_requests)
    record(connections_closed=1, failed_requests=0)


@pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2.1")
@pytest.mark.waits(3)
def test_three_dead_connections_delay_one_request(projects, postgresql, record):
    """When the server has closed three of the four connections, one request waits about 3 s.

    It pauses 0, 1 and 2 seconds after the three checks that fail, and then succeeds. What more
    dead connections would cost is not waited for: psycopg is asked for its further pauses.
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
    pauses = [round(pause) for pause in pauses_after_failed_checks(6)]
    assert pauses == [0, 1, 2, 4, 8, 16]
    assert sum(pauses[:3]) == 3
    assert 3 * 0.9 <= waited < 6, "the pauses, give or take 10 %, and the connecting; no fourth"
    record(
        connections_closed=3,
        failed_requests=0,
        seconds_waited=3,
        pauses=pauses,
        pauses_for={str(dead): sum(pauses[:dead]) for dead in (4, 5, 6)},
    )


def test_check_does_not_look_at_the_session(projects, postgresql, record):
    """After one request left its connection read-only, two of eight requests get it."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    found = read_only_requests(site, 8)
    assert found == 2
    record(requests=8, read_only_requests=found)


@pytest.mark.only_with("Django>=5.1", "psycopg-pool<3.2.1")
def test_older_pool_does_not_pause(projects, postgresql, record):
    """When the server has closed three of the four connections, no request fails or waits.

    The pool checks the next connection at once.
    """
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")

    def seconds_of_a_request() -> float:
        site.wait_for_pool(4)
        last_in_line = site.value("SELECT pg_backend_pid()")
        assert postgresql.terminate(site.database, spare=last_in_line) == 3
        started = time.monotonic()
        assert site.value("SELECT 1") == 1
        return time.monotonic() - started

    assert takes_less_than_a_pause(seconds_of_a_request)
    record(connections_closed=3, failed_requests=0)


def takes_less_than_a_pause(measure: Callable[[], float]) -> bool:
    """Whether one of three tries is shorter than a pool's first pause of 0.9 to 1.1 seconds.

    A busy machine may make any of them longer, and none shorter.
    """
    return any(measure() < 0.9 for _ in range(3))


def pauses_after_failed_checks(count: int) -> list[float]:
    """The seconds that psycopg's pool pauses after each of ``count`` checks, from its own backoff.

    It varies them by 10 % at random, all of them alike, which is taken out here.
    """
    from psycopg_pool.base import AttemptWithBackoff

    attempt = AttemptWithBackoff(timeout=60)
    pauses = [attempt.delay]
    while len(pauses) < count:
        attempt.update_delay(now=sum(pauses))
        pauses.append(attempt.delay)
    assert abs(pauses[1] - 1) <= AttemptWithBackoff.DELAY_JITTER == 0.1
    return [pause / pauses[1] for pause in pauses]


@pytest.mark.only_with("Django<5.1")
@pytest.mark.documented_failure
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error == POOL_REFUSED_BY_PSYCOPG
    record(error=error)
