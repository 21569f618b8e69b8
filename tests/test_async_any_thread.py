import pytest

from tests.scripts import run_script

pytestmark = pytest.mark.packages("psycopg")


def test_thread_stays_for_the_next_call(projects, postgresql, record):
    """Three calls with `thread_sensitive=False` use one thread, which stays, and its connection."""
    assert run_script(projects, postgresql, "async_any_thread/ask.py").printed == 3
    record(calls=3, threads=1, connections=1)
