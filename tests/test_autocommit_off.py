import pytest

from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
EXAMPLE = "autocommit_off/settings.py"


def test_nothing_is_committed(projects, postgresql, record):
    """A request inserts a row and succeeds. Nobody else finds the row: it was not committed."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("CREATE TABLE written (number int)", "COMMIT")
    site.sql("INSERT INTO written VALUES (1)")
    others = projects.serve("postgresql_no_pool/settings.py", postgresql, database=site.database)
    rows = others.sql("SELECT number FROM written")
    assert rows == []
    record(failed_requests=0, rows_for_others=len(rows))


def test_transaction_outlasts_its_request(projects, postgresql, record):
    """With CONN_MAX_AGE the connection is kept, and the transaction of the request on it."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")
    states = eventually(
        lambda: [each["state"] for each in site.sessions()], ["idle in transaction"]
    )
    first = site.value("SELECT transaction_timestamp()::text")
    second = site.value("SELECT transaction_timestamp()::text")
    assert states == ["idle in transaction"]
    assert first == second
    record(state=states[0], transactions=len({first, second}), requests=2)


def test_transaction_keeps_its_server_connection(projects, start_pgbouncer, record):
    """Behind PgBouncer in transaction mode, no request runs and a server connection is in use."""
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    site = projects.serve(EXAMPLE, pooler, threads=1)
    site.sql("SELECT 1")
    kept = eventually(lambda: pooler.in_use(site.database), 1)
    assert kept == 1
    record(requests_running=0, server_connections_kept=kept)
