"""As in the topic of psycopg2 and a pool, the import of psycopg fails: Django takes psycopg2."""

import pytest

from tests.scripts import run_script

pytestmark = pytest.mark.packages("psycopg2-binary")
PSYCOPG_FAILS = {"PSYCOPG_IMPL": "c"}


def test_connection_is_replaced_when_asked(projects, postgresql, record):
    """A script that lost its connection fails until it calls `close_old_connections()`.

    From the second time on psycopg2 says so by an InterfaceError.
    """
    projects.environment |= PSYCOPG_FAILS
    assert run_script(projects, postgresql, "postgresql_psycopg2_outage/ask.py").printed == 4
    error = {"type": "django.db.utils.InterfaceError", "message": "connection already closed"}
    record(error=error)
