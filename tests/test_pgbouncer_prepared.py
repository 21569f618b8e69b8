import pytest

from tests.rows import PREPARED, prepared_after_ten_queries

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "pgbouncer_prepared/settings.py"
SIX_TIMES = ["SELECT 'the same query'"] * 6  # prepare_threshold is 5


@pytest.fixture
def pooler(start_pgbouncer):
    return start_pgbouncer("pgbouncer_prepared/pgbouncer.ini")


def test_repeated_query_is_prepared(projects, pooler, record):
    """A query of the ORM that is sent ten times is prepared on the server connection."""
    site = projects.serve(SETTINGS, pooler, threads=1)
    prepared = prepared_after_ten_queries(site)
    assert prepared == 1
    record(queries=10, prepared=prepared)


def test_clients_share_a_prepared_statement(projects, pooler, record):
    """Two projects that send the same query prepare it once on the server connection they share."""
    one = projects.serve(SETTINGS, pooler, threads=1)
    other = projects.serve(SETTINGS, pooler, threads=1, database=one.database)
    for site in (one, other):
        prepared = site.value(*SIX_TIMES, PREPARED)
        assert (len(one.sessions()), prepared) == (1, 1)
    record(clients=2, server_connections=1, prepared=prepared)


def test_prepared_statement_follows_its_client(projects, pooler, record):
    """On another server connection, PgBouncer prepares the statement again: no query fails."""
    one = projects.serve(SETTINGS, pooler, threads=1)
    other = projects.serve(SETTINGS, pooler, database=one.database)
    one.sql(*SIX_TIMES)
    with other.holding(1, "SELECT 1", atomic=True):
        prepared = one.value(*SIX_TIMES, PREPARED)
        assert len(one.sessions()) == 2
    assert prepared == 1
    record(server_connections=2, failed_queries=0)


def test_default_of_max_prepared_statements(projects, start_pgbouncer, record):
    """A configuration that does not name max_prepared_statements has the same value."""
    pooler = start_pgbouncer("pgbouncer_prepared/pgbouncer.ini")
    unset = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    projects.serve(SETTINGS, pooler).sql("SELECT 1")
    values = [each.setting("max_prepared_statements") for each in (pooler, unset)]
    assert values == ["200", "200"]
    record(default=int(values[1]))
