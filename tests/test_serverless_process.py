import pytest

from tests.one_request import ask
from tests.waiting import eventually
from tests.whose_answer import FIRST, lock_held

pytestmark = pytest.mark.packages("psycopg", "psycopg-pool")
SETTINGS = "serverless_process/settings.py"
SERVER_PROCESS = "SELECT pg_backend_pid()"


def test_no_process_finds_what_another_kept(programs, postgresql, record):
    """Three requests, each in a process of its own, open three connections, and keep none."""
    with postgresql.database() as database:
        requests = [ask(programs, database, SERVER_PROCESS, SETTINGS) for _ in range(3)]
        server_processes = {request.rows()[0][0] for request in requests}
        assert all(request.has_ended() for request in requests)
        left = eventually(lambda: len(postgresql.sessions(database)), 0)
    assert (len(server_processes), left) == (3, 0)
    record(requests=3, server_processes=len(server_processes), connections_left=left)


@pytest.mark.only_with("Django>=5.1")
def test_pool_opens_four_connections_for_one_request(programs, postgresql, record):
    """With `"pool": True`, a process opens four connections to answer one request."""
    with postgresql.database() as database:
        with lock_held(database):  # the request takes as long as the pool needs to fill up
            request = ask(programs, database, FIRST, "postgresql_pool/settings.py")
            opened = eventually(lambda: len(postgresql.sessions(database)), 4)
        assert request.rows() == [["first"]]
        request.process.end()
    assert opened == 4
    record(connections_of_a_pool=opened)
