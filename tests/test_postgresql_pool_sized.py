import time
from dataclasses import replace

import pytest

from tests.plugins.projects import Site, ViewError
from tests.refusals import POOL_REFUSED_BY_PSYCOPG, error_of_first_request
from tests.servers.process import free_port
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "postgresql_pool_sized/settings.py"


def test_first_request_opens_one_more_than_min_size(projects, each_postgresql, record):
    """After the first request the process holds three connections: min_size and one more.

    The first request opens the pool and finds it still empty, which counts as demand.
    """
    site = projects.serve(EXAMPLE, each_postgresql)
    site.sql("SELECT 1")
    pool_size = site.pool()["pool_size"]
    held = eventually(lambda: len(site.sessions()), 3)
    assert (pool_size, held) == (3, 3)
    options = site.pool_options()
    record(
        connections_after_first_request=held,
        min_size=options["min_size"],
        max_size=options["max_size"],
    )


def test_pool_never_exceeds_max_size(projects, postgresql, record):
    """Eight clients that never pause are served over at most four connections: max_size."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    held = 0
    for _ in site.crowd(8, 120, "SELECT pg_sleep(0.002)"):
        held = max(held, len(site.sessions()))
    assert held == 4
    record(clients=8, most_connections=held)


@pytest.mark.waits(2)
def test_exhausted_pool_fails_after_timeout(projects, postgresql, record):
    """While four slow views hold the pool, a fifth request waits two seconds and fails."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    with site.holding(4, "SELECT 1"):
        started = time.monotonic()
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
        waited = time.monotonic() - started
    assert 2 <= waited < 10
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    assert "error connecting" not in site.log.read_text()
    assert site.value("SELECT 1") == 1, "the pool recovers when the slow views end"
    record(error=failure.value.errors[0], cause=failure.value.errors[1])


def test_full_queue_fails_at_once(projects, postgresql, record):
    """While eight requests wait for the exhausted pool, a ninth fails without waiting."""
    site = projects.serve(EXAMPLE, postgresql, threads=16)
    with site.holding(4, "SELECT 1"), site.waiting(8, "SELECT 1"):
        assert eventually(lambda: site.pool().get("requests_waiting"), 8) == 8
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    record(error=failure.value.errors[0], cause=failure.value.errors[1])


@pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2.1")
@pytest.mark.waits(2)
def test_health_check_gives_up_when_several_connections_are_dead(projects, postgresql, record):
    """When the server has closed all three connections, one request fails before one succeeds.

    The pool pauses 0, 1, 2, … seconds after each check that fails, within the same timeout.
    """
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")
    site.wait_for_pool(3)
    assert postgresql.terminate(site.database) == 3
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    for _ in range(5):
        assert site.value("SELECT 1") == 1
    timeout = site.pool_options()["timeout"]
    record(connections_closed=3, failed_requests=1, timeout=timeout, error=failure.value.errors[0])


@pytest.mark.only_with("Django>=5.1", "psycopg-pool<3.2.1")
def test_older_pool_replaces_several_dead_connections_at_once(projects, postgresql, record):
    """When the server has closed all three connections, no request fails: nothing pauses.

    The pool makes a new connection for each one that fails its check, and tries the next at once.
    """
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")
    site.wait_for_pool(3)
    assert postgresql.terminate(site.database) == 3
    for _ in range(5):
        assert site.value("SELECT 1") == 1
    record(connections_closed=3, failed_requests=0)


def test_health_check_runs_at_every_checkout(projects, postgresql, record):
    """Every request sends the pool's check before its own first query."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    postgresql.log_statements(site.database)
    site.sql("SELECT 1")
    site.wait_for_pool(3)
    before = len(postgresql.statements(site.database))
    site.sql("SELECT 'the view'")
    statements = postgresql.statements(site.database)[before:]
    assert statements[-1] == "SELECT 'the view'"
    record(statements_of_a_request=statements)


@pytest.mark.waits(2)
def test_unreachable_server_looks_like_an_exhausted_pool(projects, postgresql, record):
    """With nothing listening, the error is the same as for an exhausted pool; the log differs."""
    with postgresql.database() as database:
        elsewhere = replace(
            database, environment=database.environment | {"DB_PORT": str(free_port())}
        )
        site = projects.serve(EXAMPLE, postgresql, database=elsewhere)
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
        logged = [line for line in site.log.read_text().splitlines() if "refused" in line]
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    assert logged
    record(error=failure.value.errors[0], logged=logged[0])


def error_and_cause(site: Site) -> tuple[dict, str]:
    """What a request raises that waited for the whole timeout, and what the pool had logged."""
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    logged = [line for line in site.log.read_text().splitlines() if "error connecting" in line]
    return failure.value.errors[0], logged[0]


@pytest.mark.waits(2)
def test_wrong_password_looks_like_an_exhausted_pool(projects, postgresql, record):
    """With a wrong PASSWORD, too, a request waits for the timeout; the log has the cause."""
    site = projects.serve(EXAMPLE, postgresql, DB_PASSWORD="wrong")
    error, logged = error_and_cause(site)
    assert "password authentication failed" in logged
    record(error=error, logged=logged)


@pytest.mark.waits(2)
def test_missing_database_looks_like_an_exhausted_pool(projects, postgresql, record):
    """With a missing database, too, a request waits for the timeout; the log has the cause."""
    site = projects.serve(EXAMPLE, postgresql, DB_NAME="missing")
    error, logged = error_and_cause(site)
    assert logged.endswith('database "missing" does not exist')
    record(error=error, logged=logged)


@pytest.mark.only_with("Django<5.1")
@pytest.mark.documented_failure
def test_django_without_a_pool_refuses_the_option(projects, postgresql, record):
    """Before Django 5.1, the first request fails: psycopg is given the option and refuses it."""
    error = error_of_first_request(projects, EXAMPLE, postgresql)
    assert error == POOL_REFUSED_BY_PSYCOPG
    record(error=error)
