import pytest

from tests.scripts import run_script

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]


def test_threads_that_close_share_the_pool(projects, postgresql):
    """Four threads that close their connections are all served by a pool of two."""
    assert run_script(projects, postgresql, "threads_executor/report.py").printed == 1


@pytest.mark.waits(2)
def test_threads_that_do_not_close_exhaust_the_pool(projects, postgresql, record):
    """Of four threads that do not close their connections, two get none from a pool of two.

    When all four have ended, the main thread gets none either.
    """
    assert run_script(projects, postgresql, "threads_executor/leak.py").printed == 2
    record(threads=4, pool=2, threads_without_a_connection=2)
