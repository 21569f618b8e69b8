"""psycopg2 is loaded where psycopg cannot be imported: see tests/test_postgresql_psycopg2_pool."""

import pytest

from tests.green_threads import PATIENCE, answers_while_a_query_waits

pytestmark = pytest.mark.packages("gunicorn", "gevent", "psycopg2-binary")
EXAMPLE = "gevent_psycopg2/gunicorn.conf.py"
PSYCOPG_FAILS = {"PSYCOPG_IMPL": "c"}


def test_told_how_to_wait_it_keeps_nobody_waiting(programs, postgresql, record):
    """While a query waits for a lock, its process answers another request."""
    answered = answers_while_a_query_waits(programs.serve(EXAMPLE, postgresql, **PSYCOPG_FAILS))
    assert answered
    record(answered_meanwhile=answered)


@pytest.mark.waits(1)
def test_left_alone_it_stops_its_process(programs, postgresql, record):
    """Without the callback, no other request is answered until the query has its lock."""
    site = programs.serve(
        "gevent_pool/gunicorn.conf.py",
        postgresql,
        settings="gevent_psycopg2/settings.py",
        **PSYCOPG_FAILS,
    )
    answered = answers_while_a_query_waits(site, PATIENCE)
    assert not answered
    record(answered_meanwhile=answered)
