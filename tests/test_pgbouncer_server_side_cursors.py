import re

import pytest

from tests.plugins.projects import ViewError
from tests.rows import NUMBERS, iterate, make_rows

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
SETTINGS = "pgbouncer_server_side_cursors/settings.py"
CURSORS = "SELECT pg_backend_pid(), count(*) FROM pg_cursors WHERE is_holdable"


@pytest.fixture
def site(projects, start_pgbouncer):
    """A project in front of PgBouncer in transaction mode, with rows to read."""
    site = projects.serve(SETTINGS, start_pgbouncer("pgbouncer_transaction/pgbouncer.ini"))
    make_rows(site)
    return site


def test_iterator_fails_when_others_are_busy(site, record):
    """iterator() fails once another request has taken the server connection with its cursor.

    The view gets psycopg's own exception, which is no django.db.Error.
    """
    with pytest.raises(ViewError) as failure:
        iterate(site, among_others=True)
    error = failure.value.errors[0]
    assert error["type"] == "psycopg.errors.InvalidCursorName"
    message = re.sub(r"(_django_curs_)\w+", r"\1…", error["message"])
    assert message == 'cursor "_django_curs_…" does not exist'
    record(error={"type": error["type"], "message": message})


def test_failed_iterator_leaves_its_cursor(site, record):
    """The cursor, with a copy of all rows, stays on the server connection that it was made on."""
    with pytest.raises(ViewError):
        iterate(site, among_others=True)
    with site.holding(2, CURSORS, atomic=True) as requests:
        pass
    counts = sorted(request.result()[0][1] for request in requests)
    assert counts == [0, 1]
    record(server_connections=2, cursors_left=sum(counts))


def test_developer_alone_sees_no_error(site, record):
    """With one request at a time, iterator() gets the same server connection and succeeds."""
    assert iterate(site, among_others=False) == NUMBERS
    record(rows=len(NUMBERS))


def test_iterator_within_a_transaction_works(site, record):
    """Within atomic(), iterator() succeeds among other requests."""
    assert iterate(site, among_others=True, atomic=True) == NUMBERS
    record(rows=len(NUMBERS))
