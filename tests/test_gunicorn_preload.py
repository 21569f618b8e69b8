import pytest

from tests.whose_answer import second_answer

pytestmark = [
    pytest.mark.packages("gunicorn", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]
EXAMPLE = "gunicorn_preload/gunicorn.conf.py"
STARTUP = "gunicorn_preload/startup.py"


def test_every_worker_gets_its_own_answers(programs, postgresql, record):
    """Two workers have a connection each: the one that asks for 'second' is answered 'second'."""
    site = programs.serve(EXAMPLE, postgresql, imports=[STARTUP])
    site.workers(2)
    inherited = len(site.sessions())
    site.at_once(2, "SELECT 1")
    connections = len(site.sessions())
    answer = second_answer(site)
    assert (inherited, connections, answer) == (0, 2, "second")
    record(
        workers=2,
        connections_inherited=inherited,
        connections=connections,
        asked="second",
        answered=answer,
    )
