import pytest

from tests.crowded import CLIENTS, most_connections
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("gunicorn", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]
EXAMPLE = "gunicorn_gthread/gunicorn.conf.py"


def test_threads_share_the_pools_of_their_processes(programs, postgresql, record):
    """Sixteen threads in two processes share eight connections: two pools of up to four.

    Asked to stop, with both pools open, the server exits with code 0.
    """
    site = programs.serve(EXAMPLE, postgresql)
    most = most_connections(site, 8)
    assert most == 8
    exit_code = site.stop()
    assert exit_code == 0
    record(
        processes=2,
        threads=16,
        clients=CLIENTS,
        most_connections=most,
        exit_code=exit_code,
        connections_after_exit=eventually(lambda: len(site.sessions()), 0),
    )
