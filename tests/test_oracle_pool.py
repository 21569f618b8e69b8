from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.oracle import (
    BY_DRIVER,
    ON_BOTH,
    ON_ORACLE,
    PINGS,
    SESSION,
    pool_options,
    printed,
    without_ids,
)
from tests.plugins.projects import ViewError
from tests.refusals import error_of_first_request

pytestmark = [pytest.mark.packages("oracledb"), pytest.mark.only_with("Django>=5.2")]
EXAMPLE = "oracle_pool/settings.py"
LONGER = 3  # seconds


@ON_BOTH
@pytest.mark.only_with("Django>=5.2", "oracledb>=26")
def test_unset_options_are_the_drivers_defaults(projects, oracle_server, record):
    """With True, the pool that the driver builds has 1 to 2 connections and waits for one."""
    options = pool_options(projects, EXAMPLE, oracle_server)
    assert (options["min"], options["max"], options["getmode"]) == (1, 2, "WAIT")
    record(**options)


@BY_DRIVER
def test_django_does_not_ping_what_the_pool_gives(projects, oracle_server, record):
    """With a pool, CONN_HEALTH_CHECKS does nothing: Django never pings the connection."""
    pings = printed(projects, EXAMPLE, oracle_server, PINGS)
    assert pings == 0
    record(pings=pings)


@BY_DRIVER
def test_unreachable_server_is_named_at_once(projects, oracle_server, record):
    """With nothing listening, a request fails at once with the true cause, as without a pool."""
    site = projects.serve(EXAMPLE, oracle_server)
    with pytest.raises(ViewError) as failure:
        site.sql(SESSION)
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.endswith("Connection refused")
    record(error=without_ids(failure.value.errors[0]))


@BY_DRIVER
def test_management_commands_pass(projects, oracle_server, record):
    """`manage.py check` succeeds and needs no server."""
    exit_code, output = projects.manage(EXAMPLE, oracle_server, "check")
    assert exit_code == 0
    record(output=output.strip())


@ON_ORACLE
def test_requests_share_the_pools_sessions(projects, oracle_server, record):
    """Twenty requests, one after another, are served by at most two sessions."""
    site = projects.serve(EXAMPLE, oracle_server)
    sessions = {site.value(SESSION) for _ in range(20)}
    assert len(sessions) <= 2
    record(requests=20)


@ON_ORACLE
@pytest.mark.waits(LONGER)
def test_exhausted_pool_waits(projects, oracle_server, record):
    """While two slow views hold the pool, a third request waits until one of them ends."""
    site = projects.serve(EXAMPLE, oracle_server)
    with ThreadPoolExecutor(1) as client:
        with site.holding(2, SESSION):
            third = client.submit(site.value, SESSION)
            with pytest.raises(TimeoutError):
                third.result(LONGER)
            held = len(site.sessions())
        assert third.result()
    assert held == 2
    record(held=held)


@ON_BOTH
@pytest.mark.only_with("Django>=5.0,<5.2")
@pytest.mark.documented_failure
def test_older_django_passes_the_option_on(projects, oracle_server, record):
    """Before Django 5.2, the first request fails: the driver takes the option for its own."""
    error = error_of_first_request(projects, EXAMPLE, oracle_server)
    assert error == {
        "type": "TypeError",
        "message": "pool must be an instance of oracledb.ConnectionPool",
    }
    record(error=error)
