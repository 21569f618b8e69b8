import http.client
import json

import pytest

from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
EXAMPLE = "runserver/runserver.sh"
SQL = {
    "statements": ["SELECT pg_backend_pid()"],
    "alias": "default",
    "gate": None,
    "atomic": False,
}


def test_every_client_connection_has_a_thread(programs, postgresql, record):
    """Five requests of five clients use five database connections; five of one client use one.

    The development server starts a thread for each connection that a client makes.
    """
    site = programs.serve(EXAMPLE, postgresql)
    of_five = {site.value("SELECT pg_backend_pid()") for _ in range(5)}
    client = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    of_one = set()
    for _ in range(5):
        client.request("POST", "/sql", json.dumps(SQL))
        of_one.add(json.loads(client.getresponse().read())["rows"][0][0])
    client.close()
    assert (len(of_five), len(of_one)) == (5, 1)
    record(
        requests=5,
        connections_for_five_clients=len(of_five),
        connections_for_one_client=len(of_one),
    )


def test_connections_are_left_behind(programs, postgresql, record):
    """With six connections allowed, one of a client's requests is refused while no other runs.

    Each request leaves its connection open until Python's garbage collector happens to find it.
    """
    site = programs.serve(EXAMPLE, postgresql)
    postgresql.limit_connections(site.database, 6)
    with pytest.raises(ViewError) as failure:
        [site.sql("SELECT 1") for _ in range(200)]
    assert "too many connections for database" in failure.value.message
    record(connections_allowed=6, requests_at_a_time=1, error=failure.value.errors[0])
