import pytest

from tests.scripts import run_script

pytestmark = pytest.mark.packages("psycopg")


def test_child_inherits_the_connection(projects, postgresql, record):
    """A forked process uses its parent's connection; when it closes that, the parent loses it."""
    assert run_script(projects, postgresql, "multiprocessing_fork/ask.py").printed == 3
    record(parent_fails=True)
