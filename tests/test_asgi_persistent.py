import time
from contextlib import suppress

import pytest

from tests.plugins.projects import ViewError

pytestmark = [
    pytest.mark.packages("uvicorn", "daphne", "granian", "psycopg"),
    pytest.mark.documented_failure,
]
SETTINGS = "asgi_persistent/settings.py"


@pytest.mark.waits(1)
@pytest.mark.parametrize("server", ["uvicorn", "daphne", "granian"])
def test_every_request_leaves_a_connection(programs, postgresql, record, server):
    """Under uvicorn, Daphne and Granian, requests leave connections that no request reuses.

    One client sends one request after another. With six connections allowed, one of its requests
    is refused while no other runs. The idle connections stay longer than `CONN_MAX_AGE`: until
    Python's garbage collector happens to find them.
    """
    site = programs.serve(f"asgi_pool/{server}.sh", postgresql, settings=SETTINGS)
    postgresql.limit_connections(site.database, 6)
    server_processes = []
    with pytest.raises(ViewError) as failure:
        note_server_processes(site, server_processes)
    assert "too many connections for database" in failure.value.message
    assert len(set(server_processes)) == len(server_processes)
    assert any(idle_connections_outlive_their_age(site) for _ in range(5))
    record(
        requests_at_a_time=1,
        requests_that_reused_a_connection=0,
        connections_allowed=6,
        max_age=1,
        error=failure.value.errors[0],
    )


def idle_connections_outlive_their_age(site) -> bool:
    """Whether there are the same after it, unless the garbage collector came in between."""
    with suppress(ViewError):
        site.value("SELECT 1")
    idle = site.sessions()
    time.sleep(1.2)  # longer than the age
    return bool(idle) and site.sessions() == idle


def note_server_processes(site, noted: list[int]) -> None:
    """Send one request after another and note which server process serves each."""
    for _ in range(200):
        noted.append(site.value("SELECT pg_backend_pid()"))
