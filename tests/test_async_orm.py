import pytest

from tests.scripts import run_script

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]


def test_async_queries_run_one_after_another_in_a_thread(projects, postgresql, record):
    """Five queries of the async ORM at a time run in one thread, over one blocking connection."""
    assert run_script(projects, postgresql, "async_orm/ask.py").printed == 3
    record(queries=5, connections=1, driver="psycopg.Connection")


@pytest.mark.waits(1)
def test_threads_of_the_event_loop_exhaust_the_pool(projects, postgresql, record):
    """Of four calls with `thread_sensitive=False`, two get no connection from a pool of two."""
    assert run_script(projects, postgresql, "async_orm/threads.py").printed == 1
    record(calls=4, pool=2, calls_without_a_connection=2)
