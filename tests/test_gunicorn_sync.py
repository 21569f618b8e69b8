import pytest

from tests.waiting import eventually

pytestmark = pytest.mark.packages("gunicorn", "psycopg")
EXAMPLE = "gunicorn_sync/gunicorn.conf.py"


def test_each_worker_keeps_one_connection(programs, postgresql, record):
    """Twenty requests are served over two connections: each worker keeps one.

    Asked to stop, the workers close them and the server exits with code 0.
    """
    site = programs.serve(EXAMPLE, postgresql)
    site.at_once(2, "SELECT 1")
    held = {session["pid"] for session in site.sessions()}
    used = {rows[0][0] for rows in site.crowd(4, 20, "SELECT pg_backend_pid()")}
    assert len(held) == 2
    assert used <= held
    exit_code = site.stop()
    assert exit_code == 0
    record(
        workers=2,
        requests=20,
        connections=len(held),
        exit_code=exit_code,
        connections_after_exit=eventually(lambda: len(site.sessions()), 0),
    )
