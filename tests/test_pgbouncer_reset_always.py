import pytest

from tests import pooled_state
from tests.rows import PREPARED
from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
CONFIGURATION = "pgbouncer_reset_always/pgbouncer.ini"
SETTINGS = "pgbouncer_transaction/settings.py"
PREPARING_SETTINGS = "pgbouncer_prepared/settings.py"
SIX_TIMES = ["SELECT 'the same query'"] * 6  # prepare_threshold is 5


def test_no_state_reaches_another_client(projects, start_pgbouncer, postgresql, record):
    """Nothing that one client changes is found by another, nor by itself but for the time zone."""
    pooler = start_pgbouncer(CONFIGURATION)

    def observe():
        one = projects.serve(SETTINGS, pooler, threads=1)
        other = projects.serve(SETTINGS, pooler, threads=2, database=one.database)
        seen = pooled_state.seen_by(one, other, postgresql)
        return seen["same_server_process"] == [True, True, False], seen

    seen = pooled_state.once_on_one_connection(observe)
    assert seen["other_client"] == pooled_state.NOTHING
    assert seen["alone"] == pooled_state.NOTHING | {"time_zone": True}
    record(**seen)


@pytest.mark.only_with("Django>=5.0")  # its default time zone is UTC
def test_every_query_costs_a_reset(projects, start_pgbouncer, postgresql, record):
    """Around each query outside a transaction, PgBouncer sends two statements of its own.

    The health check is such a query, too.
    """
    with start_pgbouncer(CONFIGURATION).database() as database:
        postgresql.log_statements(database)
        site = projects.serve(SETTINGS, database.server, threads=1, database=database)
        site.sql("SELECT 'first request'")
        assert eventually(lambda: database.server.at_rest(database), True)
        site.sql("SELECT 'second request'")

        def second_request() -> list[str]:
            statements = postgresql.statements(database)
            return statements[statements.index("SELECT 'first request'") + 2 :]

        expected = [
            *("SET TimeZone='UTC';", "SELECT 1", "DISCARD ALL"),
            *("SET TimeZone='UTC';", "SELECT 'second request'", "DISCARD ALL"),
        ]
        assert eventually(second_request, expected) == expected
    record(statements=expected)


def test_prepared_statements_last_for_a_transaction(projects, start_pgbouncer, record):
    """A query that is sent often is prepared within a transaction, and no longer after it."""
    site = projects.serve(PREPARING_SETTINGS, start_pgbouncer(CONFIGURATION), threads=1)
    within = site.value(*SIX_TIMES, PREPARED, atomic=True)
    afterwards = site.value(PREPARED)
    assert (within, afterwards) == (1, 0)
    assert site.value(*SIX_TIMES, PREPARED) == 0
    record(within=within, afterwards=afterwards, failed_queries=0)
