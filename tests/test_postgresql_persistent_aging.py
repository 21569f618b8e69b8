from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.plugins.projects import Site, ViewError
from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_persistent_aging/settings.py"
THREADS = 4
OLD = """SELECT count(*) AS old FROM pg_stat_activity
    WHERE pid = ANY(%s) AND now() - backend_start > interval '1.5 seconds'"""


@pytest.mark.waits(1.5)
def test_connection_of_an_idle_thread_outlives_its_age(projects, postgresql, record):
    """Half a second past their age, the connections of four idle threads are open.

    The next request closes one: that of the thread which serves it.
    """
    site = projects.serve(EXAMPLE, postgresql, threads=THREADS)
    for _ in range(5):  # requests that took long to come together have closed theirs
        site.at_once(THREADS, "SELECT 1")
        held = [session["pid"] for session in site.sessions()]
        if len(held) == THREADS:
            break
    old = eventually(lambda: postgresql.query(OLD, held)[0]["old"], THREADS)
    served_by = site.value("SELECT pg_backend_pid()")
    left = eventually(lambda: len({s["pid"] for s in site.sessions()} & set(held)), THREADS - 1)
    assert (old, served_by in held, left) == (THREADS, False, THREADS - 1)
    record(threads=THREADS, max_age=1, open_past_their_age=old, closed_by_a_request=old - left)


def test_dead_connections_fail_one_request_in_each_thread(projects, postgresql, record):
    """When the server has closed the connections of four threads, four requests fail."""
    site = projects.serve(EXAMPLE, postgresql, threads=THREADS, DB_CONN_MAX_AGE="60")
    site.at_once(THREADS, "SELECT 1")
    assert postgresql.terminate(site.database) == THREADS
    failed = sum(failed_of_a_crowd(site) for _ in range(5))
    assert failed == THREADS
    site.at_once(THREADS, "SELECT 1")
    record(connections_closed=THREADS, failed_requests=failed)


def failed_of_a_crowd(site: Site) -> int:
    """How many of as many requests as there are threads, at a time, fail."""

    def fails(_) -> bool:
        try:
            site.sql("SELECT pg_sleep(0.02)")
        except ViewError:
            return True
        return False

    with ThreadPoolExecutor(THREADS) as clients:
        return sum(clients.map(fails, range(THREADS)))
