import pytest

from tests.whose_answer import second_answer

pytestmark = [
    pytest.mark.packages("gunicorn", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
]
EXAMPLE = "gunicorn_preload_close_all/gunicorn.conf.py"
SETTINGS = "gunicorn_preload/settings.py"


def test_workers_still_share_the_pools_connection(programs, postgresql, record):
    """After connections.close_all() in each worker, one asks for 'second' and gets 'first'.

    close_all() gives the connection back to the pool, and the pool is still the inherited one.
    """
    site = programs.serve(EXAMPLE, postgresql, settings=SETTINGS)
    site.workers(2)
    connections = len(site.sessions())
    answer = second_answer(site)
    assert (connections, answer) == (1, "first")
    record(connections=connections, asked="second", answered=answer, status=200)
