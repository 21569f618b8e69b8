import pytest

pytestmark = pytest.mark.packages("granian", "psycopg")


def test_every_thread_keeps_its_connection(programs, postgresql, record):
    """Twenty requests are served over four connections: each of four threads keeps one."""
    site = programs.serve("granian_wsgi/granian.sh", postgresql)
    site.at_once(4, "SELECT 1")
    held = {session["pid"] for session in site.sessions()}
    used = {rows[0][0] for rows in site.crowd(4, 20, "SELECT pg_backend_pid()")}
    assert len(held) == 4
    assert used <= held
    record(threads=4, requests=20, connections=len(held))
