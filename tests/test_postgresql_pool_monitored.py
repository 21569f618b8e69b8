import pytest

from tests.plugins.projects import Site, ViewError
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "postgresql_pool_monitored/settings.py"
MIDDLEWARE = "postgresql_pool_monitored/middleware.py"
SIZES = {"pool_min", "pool_max", "pool_size", "pool_available", "requests_waiting"}
TIMES = {"requests_wait_ms", "connections_ms"}  # differ from run to run


@pytest.fixture
def site(projects, postgresql):
    site = projects.serve(EXAMPLE, postgresql)
    projects.ran(MIDDLEWARE, site.database)
    return site


def statistics(site: Site) -> dict[str, int]:
    return site.ask("/pools")["pools"]["default"]


def raised(site: Site, before: dict[str, int]) -> dict[str, int]:
    """By how much each count is higher than ``before``; sizes and times left out."""
    now = statistics(site)
    counts = now.keys() - SIZES - TIMES
    return {
        name: now[name] - before.get(name, 0) for name in counts if now[name] != before.get(name, 0)
    }


def filled(site: Site) -> dict[str, int]:
    """The statistics once the first request has filled the pool."""
    site.sql("SELECT 1")
    assert site.wait_for_pool(2) == 2
    return statistics(site)


def test_pool_that_served_nothing(site, record):
    """Before the first request there are sizes and nothing else: asking opens no connection."""
    asked = statistics(site)
    assert asked == {
        "pool_min": 2,
        "pool_max": 2,
        "pool_size": asked["pool_size"],
        "pool_available": 0,
        "requests_waiting": 0,
    }
    assert len(site.sessions()) == 0
    record(statistics=asked, connections=0)


def test_first_and_second_request(site, record):
    """The first request finds the pool empty and is queued; the second is served at once."""
    first = filled(site)
    site.sql("SELECT 1")
    second = raised(site, first)
    shown = {name: "(a time)" if name in TIMES else count for name, count in first.items()}
    assert (first["requests_num"], first["requests_queued"], first["connections_num"]) == (1, 1, 2)
    assert second == {"requests_num": 1}
    record(after_the_first=shown, raised_by_the_second=second)


@pytest.mark.waits(1)
def test_exhausted_pool(site, record):
    """While both connections are checked out, requests wait, and fail after `timeout`."""
    before = filled(site)
    with site.holding(2, "SELECT 1"):
        lent = statistics(site)["pool_available"]
        with site.waiting(2, "SELECT 1"):
            waiting = eventually(lambda: statistics(site)["requests_waiting"], 2)
            with pytest.raises(ViewError) as failure:
                site.sql("SELECT 1")
        failed = eventually(lambda: statistics(site).get("requests_errors"), 3)
    after = raised(site, before)
    assert (lent, waiting, failed) == (0, 2, 3)
    assert "requests waiting" in failure.value.message
    assert after["requests_num"] == 5
    assert after["requests_queued"] == 2
    assert statistics(site)["requests_wait_ms"] >= 2 * 900
    record(
        checked_out=2,
        pool_available=lent,
        requests_waiting=waiting,
        requests_num=after["requests_num"],
        requests_queued=after["requests_queued"],
        requests_errors=failed,
    )


def test_connection_lost_while_idle(site, postgresql, record):
    """A dead connection that a health check finds is lost, and another is made."""
    before = filled(site)
    (pid,) = [each["pid"] for each in site.sessions()][:1]
    postgresql.terminate(site.database, only=pid)
    for _ in range(2):
        site.sql("SELECT 1")
    assert site.wait_for_pool(2) == 2
    after = raised(site, before)
    assert (after["connections_lost"], after["connections_num"]) == (1, 1)
    record(connections_lost=1, connections_num=1)


def test_connection_lost_while_checked_out(site, postgresql, record):
    """A connection that dies in a request comes back bad, and another is made."""
    before = filled(site)
    with site.holding(1, "SELECT 1", atomic=True) as (request,):
        (pid,) = [each["pid"] for each in site.sessions() if each["state"] == "idle in transaction"]
        postgresql.terminate(site.database, only=pid)
    assert request.exception().type == "django.db.utils.OperationalError"
    assert site.wait_for_pool(2) == 2
    after = raised(site, before)
    assert (after["returns_bad"], after["connections_num"]) == (1, 1)
    record(returns_bad=1, connections_num=1)


@pytest.mark.waits(1)
def test_refused_connection(site, postgresql, record):
    """A connection that the server refuses is an error, at each attempt."""
    before = filled(site)
    postgresql.limit_connections(site.database, 0)
    postgresql.terminate(site.database)
    with pytest.raises(ViewError):
        site.sql("SELECT 1")
    after = raised(site, before)
    assert after["connections_errors"] >= 1
    record(raised=["connections_errors", "connections_num"])


def test_time_of_use_is_not_counted(site, record):
    """`usage_ms` is never there: Django does not take connections in the way that counts it."""
    filled(site)
    site.sql("SELECT pg_sleep(0.01)")
    assert "usage_ms" not in statistics(site)
    record(usage_ms_is_there=False)


def test_each_process_answers_for_itself(projects, postgresql, record):
    """Of two workers, only the one that answers tells its statistics."""
    site = projects.serve(EXAMPLE, postgresql, workers=2, threads=1)
    site.at_once(2, "SELECT 1")
    held = eventually(lambda: len(site.sessions()), 4)
    size = statistics(site)["pool_size"]
    assert (held, size) == (4, 2)
    record(connections=held, pool_size=size)
