import pytest

from tests.whose_answer import second_answer

pytestmark = pytest.mark.packages("gunicorn", "psycopg")
EXAMPLE = "gunicorn_preload_persistent/gunicorn.conf.py"
SETTINGS = "gunicorn_preload_persistent/settings.py"
STARTUP = "gunicorn_preload/startup.py"


def test_every_worker_gets_its_own_answers(programs, postgresql, record):
    """After connections.close_all() in each worker, the one that asks for 'second' gets it."""
    site = programs.serve(EXAMPLE, postgresql, imports=[STARTUP])
    site.at_once(2, "SELECT 1")
    connections = len(site.sessions())
    answer = second_answer(site)
    assert (connections, answer) == (2, "second")
    record(connections=connections, asked="second", answered=answer)


def test_without_the_hook_workers_share_the_connection(programs, postgresql, record):
    """Without the hook, two workers share one connection: one asks for 'second', gets 'first'."""
    unsafe = "gunicorn_preload_unsafe/gunicorn.conf.py"
    site = programs.serve(unsafe, postgresql, settings=SETTINGS, imports=[STARTUP])
    site.workers(2)
    connections = len(site.sessions())
    answer = second_answer(site)
    assert (connections, answer) == (1, "first")
    record(connections=connections, asked="second", answered=answer, status=200)
