import re

import pytest

from tests import pooled_state
from tests.plugins.projects import ViewError
from tests.rows import NUMBERS, PREPARED, iterate, make_rows

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "odyssey/settings.py"
POOL_SIZE = 5  # what odyssey.conf says
SIX_TIMES = ["SELECT 'the same query'"] * 6  # prepare_threshold is 5
SHOW_SEARCH_PATH = "SELECT current_setting('search_path')"


@pytest.fixture
def pooler(start_odyssey):
    return start_odyssey("odyssey/odyssey.conf")


def without_identifiers(error: dict) -> dict:
    """The error, with dots for what differs from one connection or thread to another."""
    message = re.sub(r"(odyssey: |_django_curs_)\w+", r"\1…", error["message"])
    return error | {"message": message}


@pytest.mark.waits(5)
def test_clients_share_the_server_connections(projects, pooler, record):
    """Twenty clients are served over five server connections.

    While five transactions are open, a query waits, and fails after pool_timeout.
    """
    site = projects.serve(SETTINGS, pooler, threads=20)
    site.at_once(20, "SELECT 1")
    with (
        site.holding(POOL_SIZE, "SELECT 1", atomic=True),
        pytest.raises(ViewError) as failure,
    ):
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    error = without_identifiers(failure.value.errors[0])
    assert "too many active clients for user" in error["message"]
    connections = len(site.sessions())
    assert connections == POOL_SIZE
    record(clients=20, server_connections=connections, pool_timeout=5, error=error)


def test_session_state_ends_with_its_transaction(projects, pooler, postgresql_tls, record):
    """No client finds what another has set, and most of what it has set itself is gone, too.

    The time zone and the search_path follow their client. What SQL's PREPARE made stays.
    """

    def observe():
        one = projects.serve(SETTINGS, pooler, threads=1)
        other = projects.serve(SETTINGS, pooler, threads=2, database=one.database)
        seen = pooled_state.seen_by(one, other, postgresql_tls)
        return seen["same_server_process"] == [True, True, False], seen

    seen = pooled_state.once_on_one_connection(observe)
    follows = {"time_zone": True, "search_path": True}
    assert seen["alone"] == pooled_state.NOTHING | follows | {"prepared_statement": True}
    assert seen["other_client"] == pooled_state.NOTHING | {"prepared_statement": True}
    assert seen["among_others"] == pooled_state.NOTHING | follows
    record(**seen)


def test_server_side_cursor_is_gone_at_once(projects, pooler, record):
    """With server-side cursors left on, iterator() fails even when nobody else is there."""
    site = projects.serve("pgbouncer_server_side_cursors/settings.py", pooler)
    make_rows(site)
    with pytest.raises(ViewError) as failure:
        site.ask("/iterate", gate=None, alias="default", atomic=False)
    error = without_identifiers(failure.value.errors[0])
    assert error["message"] == 'portal "_django_curs_…" does not exist'
    closed = projects.serve(SETTINGS, pooler, database=site.database)
    assert iterate(closed, among_others=True) == NUMBERS
    record(error=error, rows_without_server_side_cursors=len(NUMBERS))


def test_prepared_statements_work(projects, pooler, record):
    """A client's prepared statement is prepared again on another server connection."""
    settings = "pgbouncer_prepared/settings.py"
    one = projects.serve(settings, pooler, threads=1)
    other = projects.serve(settings, pooler, database=one.database)
    prepared = f"{PREPARED} WHERE statement LIKE '%the same query%'"
    assert one.value(*SIX_TIMES, prepared) == 1
    with other.holding(1, "SELECT 1", atomic=True):
        again = one.value(*SIX_TIMES, prepared)
    assert again == 1
    record(prepared=again, failed_queries=0)


def test_search_path_of_a_connection_is_garbled(projects, pooler, record):
    """A search_path of two schemas that is asked for when connecting becomes the name of one."""
    site = projects.serve("pgbouncer_search_path/settings.py", pooler)
    search_path = site.value(SHOW_SEARCH_PATH)
    assert search_path == '"tenant,public"'
    record(asked_for="tenant,public", found=search_path)


def test_restarted_pooler_is_not_noticed(projects, pooler, record):
    """When Odyssey was restarted, the health check opens a new connection: no request fails."""
    site = projects.serve(SETTINGS, pooler, threads=1)
    site.sql("SELECT 1")
    pooler.restart()
    assert site.value("SELECT 1") == 1
    record(failed_requests=0)


def test_wrong_password_is_refused(projects, pooler, record):
    """Odyssey checks the password itself, and refuses a wrong one."""
    site = projects.serve(SETTINGS, pooler, DB_PASSWORD="wrong")
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    error = without_identifiers(failure.value.errors[0])
    assert "password authentication failed for user" in error["message"]
    record(error=error)


def test_lookup_route_is_closed_to_clients(projects, pooler, record):
    """A client that calls itself pgbouncer, in the database postgres, is asked for a password."""
    with pooler.database() as database:
        variables = {"DB_NAME": "postgres", "DB_USER": "pgbouncer", "DB_PASSWORD": "wrong"}
        site = projects.serve(SETTINGS, pooler, database=database, **variables)
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    assert "password authentication failed for user" in failure.value.message
    record(logged_in=False)
