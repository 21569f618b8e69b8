import pytest

from tests.plugins.projects import ViewError
from tests.streaming_responses import streaming
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("uvicorn", "daphne", "granian", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]
SERVERS = ["uvicorn", "daphne", "granian"]


@pytest.mark.parametrize("server", SERVERS)
def test_requests_share_the_pools_connections(programs, postgresql, record, server):
    """Under uvicorn, Daphne and Granian, eight busy clients are served over four connections.

    Asked to stop, with the pool open, each ends within ten seconds.
    """
    site = programs.serve(f"asgi_pool/{server}.sh", postgresql)
    site.at_once(4, "SELECT 1")
    held = {session["pid"] for session in site.sessions()}
    used = {rows[0][0] for rows in site.crowd(8, 40, "SELECT pg_backend_pid()")}
    assert len(held) == 4
    assert used <= held
    assert site.stop() != -9
    record(clients=8, requests=40, connections=len(held), seconds_to_stop_at_most=10)


def test_without_a_pool_nothing_limits_the_connections(programs, postgresql, record):
    """With Django's default settings, eight requests at a time use eight connections.

    Each is closed when its request ends.
    """
    site = programs.serve(
        "asgi_pool/uvicorn.sh", postgresql, settings="postgresql_no_pool/settings.py"
    )
    with site.holding(8, "SELECT 1"):
        connections = len(site.sessions())
    left = eventually(lambda: len(site.sessions()), 0)
    assert (connections, left) == (8, 0)
    record(requests_at_a_time=8, connections_without_a_pool=connections, connections_left=left)


@pytest.mark.waits(2)
def test_streaming_responses_keep_their_connections(programs, postgresql, record):
    """While four streaming responses wait to go on, a fifth request gets no connection.

    While four wait that have called `connections.close_all()`, it gets one.
    """
    site = programs.serve("asgi_pool/uvicorn.sh", postgresql)
    with streaming(site, 4, close=True):
        answer = site.value("SELECT 1")
    assert answer == 1
    with streaming(site, 4, close=False):
        in_use = [session["state"] for session in site.sessions()]
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    assert in_use == ["idle"] * 4
    record(streams=4, queries_running=0, error=failure.value.errors[0])
