import pytest

from tests.scripts import run_script

pytestmark = pytest.mark.packages("psycopg")


@pytest.mark.only_with("psycopg>=3.2")
def test_connection_is_replaced_when_asked(projects, postgresql, record):
    """A script that lost its connection fails until it calls `close_old_connections()`.

    Health checks change nothing about that: Django plans them when a request starts.
    """
    assert run_script(projects, postgresql, "command_outage/ask.py").printed == 4
    record(error="the connection is closed")
