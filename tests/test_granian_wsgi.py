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


@pytest.mark.packages("psycopg-pool")
@pytest.mark.only_with("Django>=5.1")
def test_threads_share_a_pool(programs, postgresql, record):
    """With a pool of two, the four threads are served over two connections."""
    site = programs.serve(
        "granian_wsgi/granian.sh", postgresql, settings="threads_executor/settings.py"
    )
    site.at_once(2, "SELECT 1")
    used = {rows[0][0] for rows in site.crowd(4, 80, "SELECT pg_backend_pid()")}
    held = len(site.sessions())
    assert len(used) <= held == 2
    record(threads=4, pooled_connections=held)
