import pytest

from tests.scripts import run_script

pytestmark = pytest.mark.packages("psycopg")


def test_connections_outlive_their_threads(projects, postgresql, record):
    """Four threads hold four connections, which stay open when the threads have ended.

    They are closed when Python's garbage collector finds them.
    """
    assert run_script(projects, postgresql, "threads_persistent/report.py").printed == 3
    record(threads=4, connections_when_threads_have_ended=4)
