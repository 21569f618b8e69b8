"""A platform keeps an instance of a function by freezing its processes: here, with SIGSTOP."""

import pytest

from tests.idle_timeout import IDLE_TIMEOUT
from tests.plugins.projects import ViewError
from tests.waiting import eventually

pytestmark = pytest.mark.packages("gunicorn", "psycopg")
EXAMPLE = "serverless_frozen/gunicorn.conf.py"


def test_frozen_instance_keeps_its_connection(programs, postgresql, record):
    """While the instance is frozen, its connection stays open; it serves the next request."""
    site = programs.serve(EXAMPLE, postgresql)
    first = site.value("SELECT pg_backend_pid()")
    site.program.freeze()
    held = len(site.sessions())
    site.program.thaw()
    second = site.value("SELECT pg_backend_pid()")
    assert (held, second) == (1, first)
    record(connections_while_frozen=held, connection_reused=second == first)


@pytest.mark.waits(0.5)
def test_connection_is_replaced_after_the_thaw(programs, postgresql, record):
    """When the server has closed the connection meanwhile, no request fails: it is tested first."""
    site = programs.serve(EXAMPLE, postgresql)
    closed = close_while_frozen(site, postgresql)
    assert site.value("SELECT 1") == 1
    record(idle_timeout=IDLE_TIMEOUT, connections_closed=closed, failed_requests=0)


@pytest.mark.waits(0.5)
def test_untested_connection_fails_the_first_request(programs, postgresql, record):
    """Without `CONN_HEALTH_CHECKS`, the first request after the thaw fails."""
    settings = "postgresql_persistent_unchecked/settings.py"
    site = programs.serve(EXAMPLE, postgresql, settings=settings)
    closed = close_while_frozen(site, postgresql)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert site.value("SELECT 1") == 1
    record(connections_closed=closed, failed_requests=1, error=failure.value.errors[0])


def close_while_frozen(site, postgresql) -> int:
    """Freeze the instance until the server has closed its connection for being idle; thaw it."""
    name = site.database.name
    postgresql.query(f"ALTER DATABASE \"{name}\" SET idle_session_timeout = '{IDLE_TIMEOUT}'")
    site.sql("SELECT 1")
    site.program.freeze()
    assert eventually(site.sessions, []) == []
    site.program.thaw()
    return 1
