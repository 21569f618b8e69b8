import pytest

from tests.plugins.projects import ViewError
from tests.slow_clients import ROWS, make_rows, slow_clients

pytestmark = [
    pytest.mark.packages("gunicorn", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]
SETTINGS = "slow_clients/settings.py"
NO_MIDDLEWARE = "postgresql_pool_sized/settings.py"
MIDDLEWARE = "slow_clients/middleware.py"
PORTIONS = "slow_clients/portions.py"


@pytest.fixture
def site(projects, postgresql):
    """A project with the middleware, and rows to send."""
    site = projects.serve(SETTINGS, postgresql)
    projects.ran(MIDDLEWARE, site.database)
    make_rows(site)
    return site


def states_and_error(site, how: str) -> tuple[list[str], dict]:
    """What the connections do while four clients do not read, and what a fifth request raises."""
    with slow_clients(site, 4, how):
        states = [session["state"] for session in site.sessions()]
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    assert states == ["idle"] * 4
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    return states, failure.value.errors[0]


def checked_out(site) -> int:
    """How many connections the pool has lent."""
    pool = site.pool()
    return pool["pool_size"] - pool["pool_available"]


@pytest.mark.waits(2)
def test_slow_clients_keep_connections(projects, postgresql, record):
    """Without the middleware, four clients that do not read keep the pool's four connections.

    Their responses are ready, and no query runs; a fifth request fails.
    """
    site = projects.serve(NO_MIDDLEWARE, postgresql)
    projects.ran(MIDDLEWARE, site.database)
    make_rows(site)
    states, error = states_and_error(site, "whole")
    with slow_clients(site, 4, "whole"):
        held = checked_out(site)
    assert held == 4
    record(slow_clients=4, states=states, error=error, checked_out=held)


def test_middleware_gives_connections_back(site, record):
    """With the middleware, a fifth request is answered while four clients do not read."""
    with slow_clients(site, 4, "whole"):
        held = checked_out(site)
        answer = site.value("SELECT 1")
    assert (held, answer) == (0, 1)
    record(slow_clients=4, failed_requests=0, checked_out=held)


@pytest.mark.waits(2)
def test_streaming_responses_keep_connections_all_the_same(site, record):
    """Four streaming responses keep four connections, since they query after the middleware."""
    states, error = states_and_error(site, "streaming")
    record(slow_clients=4, states=states, error=error)


def test_portions_hold_no_connection(projects, site, record):
    """Read in portions, four streaming responses keep none: a fifth request is answered.

    Every row is sent.
    """
    projects.ran(PORTIONS, site.database)
    with slow_clients(site, 4, "portions") as responses:
        answer = site.value("SELECT 1")
        numbers = [int(line) for line in responses[0].read().splitlines()]
    assert answer == 1
    assert numbers == [*range(1, ROWS + 1)]
    record(slow_clients=4, failed_requests=0, rows_in_each=len(numbers))


def test_test_suite_runs(projects, postgresql, record):
    """With the middleware, `manage.py test` passes: a TestCase keeps its transaction."""
    exit_code, output = projects.manage(SETTINGS, postgresql, "test", "tests.project.client_suite")
    assert exit_code == 0, output
    assert "Ran 1 test" in output
    record(exit_code=exit_code)
