import http.client
import json

import pytest

from tests.plugins.projects import Site, ViewError

pytestmark = [pytest.mark.packages("gunicorn", "gevent", "psycopg"), pytest.mark.documented_failure]
CONFIGURATION = "gevent_pool/gunicorn.conf.py"
SETTINGS = "gevent_persistent/settings.py"
SQL = {
    "statements": ["SELECT pg_backend_pid()"],
    "alias": "default",
    "gate": None,
    "atomic": False,
}


def test_every_client_connection_leaves_one_behind(programs, postgresql, record):
    """With six connections allowed, one of a client's requests is refused while no other runs.

    The client makes a new connection for each request, and gets a new green thread, whose database
    connection no other one reuses. It stays until Python's garbage collector happens to find it.
    """
    site = programs.serve(CONFIGURATION, postgresql, settings=SETTINGS)
    postgresql.limit_connections(site.database, 6)
    server_processes = []
    with pytest.raises(ViewError) as failure:
        note_server_processes(site, server_processes)
    assert "too many connections for database" in failure.value.message
    assert len(set(server_processes)) == len(server_processes)
    record(
        connections_allowed=6,
        requests_at_a_time=1,
        requests_that_reused_a_connection=0,
        error=failure.value.errors[0],
    )


def test_client_that_keeps_its_connection_keeps_the_databases(programs, postgresql, record):
    """Five requests over one client connection are served over one database connection."""
    site = programs.serve(CONFIGURATION, postgresql, settings=SETTINGS)
    client = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    server_processes = set()
    for _ in range(5):
        client.request("POST", "/sql", json.dumps(SQL))
        server_processes.add(json.loads(client.getresponse().read())["rows"][0][0])
    client.close()
    assert len(server_processes) == 1
    record(requests=5, connections=len(server_processes))


def note_server_processes(site: Site, noted: list[int]) -> None:
    """Send one request after another and note which server process serves each."""
    for _ in range(200):
        noted.append(site.value("SELECT pg_backend_pid()"))
