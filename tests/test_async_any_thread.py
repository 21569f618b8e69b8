import pytest

from tests.scripts import run_script

pytestmark = pytest.mark.packages("psycopg")


def test_thread_stays_for_the_next_call(projects, postgresql, record):
    """Three calls, one after another with `thread_sensitive=False`, use one thread, which stays.

    So does its connection.
    """
    assert run_script(projects, postgresql, "async_any_thread/ask.py").printed == 3
    record(calls=3, threads=1, connections=1)
