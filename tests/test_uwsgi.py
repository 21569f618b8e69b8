import pytest

from tests.waiting import eventually
from tests.whose_answer import second_answer

pytestmark = [
    pytest.mark.packages("pyuwsgi", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]
EXAMPLE = "uwsgi/uwsgi.ini"


def test_threads_share_the_pools_of_their_processes(programs, postgresql, record):
    """Eight busy clients keep two processes at eight connections at most: two pools of four.

    Asked to stop, with both pools open, the server exits with code 0.
    """
    site = programs.serve(EXAMPLE, postgresql)
    site.at_once(8, "SELECT 1")
    held = [session["state"] for session in site.sessions()]
    used = {rows[0][0] for rows in site.crowd(8, 80, "SELECT pg_backend_pid()")}
    most = len(site.sessions())
    assert (len(held), most) == (8, 8)
    assert len(used) <= 8
    exit_code = site.stop()
    assert exit_code == 0
    record(
        processes=2,
        threads=8,
        most_connections=most,
        exit_code=exit_code,
        connections_after_exit=eventually(lambda: len(site.sessions()), 0),
    )


def test_no_process_inherits_a_connection(programs, postgresql, record):
    """Two processes load Django each: the one that asks for 'second' is answered 'second'."""
    site = programs.serve(
        EXAMPLE,
        postgresql,
        settings="gunicorn_preload_persistent/settings.py",
        imports=["gunicorn_preload/startup.py"],
    )
    answer = second_answer(site)
    assert answer == "second"
    record(asked="second", answered=answer)


def test_threads_keep_their_connections(programs, postgresql, record):
    """With `CONN_MAX_AGE`, each of eight threads keeps a connection: eight of them are reused."""
    site = programs.serve(EXAMPLE, postgresql, settings="granian_wsgi/settings.py")
    site.at_once(8, "SELECT 1")
    held = {session["pid"] for session in site.sessions()}
    used = {rows[0][0] for rows in site.crowd(8, 80, "SELECT pg_backend_pid()")}
    assert len(held) == 8
    assert used <= held
    record(threads=8, persistent_connections=len(held))
