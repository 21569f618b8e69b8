import pytest

from tests.crowded import CLIENTS, most_connections
from tests.green_threads import PATIENCE, answers_while_a_query_waits
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("gunicorn", "gevent", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg>=3.1.14"),
]
EXAMPLE = "gevent_pool/gunicorn.conf.py"


def test_green_threads_share_the_pools_of_their_processes(programs, postgresql, record):
    """Sixteen clients are served by two processes over eight connections: two pools of four.

    Asked to stop, with both pools open, the server exits with code 0.
    """
    site = programs.serve(EXAMPLE, postgresql)
    most = most_connections(site, 8)
    assert most == 8
    exit_code = site.stop()
    assert exit_code == 0
    record(
        processes=2,
        clients=CLIENTS,
        most_connections=most,
        exit_code=exit_code,
        connections_after_exit=eventually(lambda: len(site.sessions()), 0),
    )


def test_waiting_query_keeps_nobody_waiting(programs, postgresql, record):
    """While a query waits for a lock, its process answers another request."""
    answered = answers_while_a_query_waits(programs.serve(EXAMPLE, postgresql))
    assert answered
    record(answered_meanwhile=answered)


@pytest.mark.only_with("Django>=5.1", "psycopg<3.1.14")
def test_older_psycopg_keeps_its_process_waiting(programs, postgresql, record):
    """While a query waits for a lock, its process answers no other request."""
    answered = answers_while_a_query_waits(programs.serve(EXAMPLE, postgresql), PATIENCE)
    assert not answered
    record(answered_meanwhile=answered)


def test_without_a_pool_nothing_limits_the_connections(programs, postgresql, record):
    """With Django's default settings, sixteen requests at a time use sixteen connections."""
    site = programs.serve(EXAMPLE, postgresql, settings="postgresql_no_pool/settings.py")
    with site.holding(16, "SELECT 1"):
        held = len(site.sessions())
    left = eventually(lambda: len(site.sessions()), 0)
    assert (held, left) == (16, 0)
    record(requests_at_a_time=16, connections_without_a_pool=held, connections_left=left)
