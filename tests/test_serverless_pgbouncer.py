import pytest

from tests.one_request import ask

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "serverless_pgbouncer/settings.py"


def test_short_processes_share_the_server_connections(programs, start_pgbouncer, record):
    """Six requests at a time, each in a process of its own, are served over two connections."""
    pooler = start_pgbouncer("serverless_pgbouncer/pgbouncer.ini")
    statement = "SELECT pg_backend_pid(), pg_sleep(0.1)"
    with pooler.database() as database:
        requests = [ask(programs, database, statement, SETTINGS) for _ in range(6)]
        server_processes = {request.rows()[0][0] for request in requests}
        connections = len(pooler.sessions(database))
    assert server_processes
    assert connections <= 2
    assert len(server_processes) <= 2
    record(requests=6, connections_at_most=2)
