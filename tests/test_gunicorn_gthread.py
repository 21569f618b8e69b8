import pytest

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
    most = 0
    for _ in range(5):  # a loaded machine may keep one of the processes from its share
        for _ in site.crowd(16, 100, "SELECT pg_sleep(0.005)"):
            most = max(most, len(site.sessions()))
        if most == 8:
            break
    assert most == 8
    exit_code = site.stop()
    assert exit_code == 0
    record(
        processes=2,
        threads=16,
        clients=16,
        most_connections=most,
        exit_code=exit_code,
        connections_after_exit=eventually(lambda: len(site.sessions()), 0),
    )
