import pytest

from tests.waiting import eventually
from tests.whose_answer import second_answer

pytestmark = [
    pytest.mark.packages("pyuwsgi", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
]
EXAMPLE = "uwsgi_fork_unsafe/uwsgi.ini"
SETTINGS = "gunicorn_preload/settings.py"


def test_process_gets_the_answer_to_the_query_of_another(programs, postgresql, record):
    """Two processes share one connection: one asks for 'second' and is answered 'first'."""
    site = programs.serve(EXAMPLE, postgresql, settings=SETTINGS)
    site.workers(2)
    connections = len(site.sessions())
    answer = second_answer(site)
    assert (connections, answer) == (1, "first")
    record(connections=connections, asked="second", answered=answer, status=200)


def test_pool_fills_without_enable_threads(programs, postgresql, record):
    """Without `threads` and `enable-threads`, the pool fills between two requests all the same."""
    site = programs.serve(EXAMPLE, postgresql, settings="postgresql_pool/settings.py")
    site.sql("SELECT 1")
    held = eventually(lambda: len(site.sessions()), 4)
    assert held == 4
    record(pool_connections=held)
