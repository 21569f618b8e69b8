import pytest

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "pgbouncer_isolation_level/settings.py"
PLAIN_SETTINGS = "pgbouncer_transaction/settings.py"
LEVEL = "SELECT pg_backend_pid(), current_setting('transaction_isolation')"


def test_isolation_level_holds_for_each_transaction(projects, start_pgbouncer, record):
    """Transactions are serializable on any server connection, and those of others are not.

    A query outside of atomic() is not serializable.
    """
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    one = projects.serve(SETTINGS, pooler, threads=1)
    other = projects.serve(PLAIN_SETTINGS, pooler, database=one.database)
    first, in_transaction = one.sql(LEVEL, atomic=True)[0]
    outside = one.sql(LEVEL)[0][1]
    same, of_others = other.sql(LEVEL, atomic=True)[0]
    with other.holding(1, "SELECT 1", atomic=True):
        another, among_others = one.sql(LEVEL, atomic=True)[0]
    assert first == same != another
    assert (in_transaction, among_others) == ("serializable", "serializable")
    assert (outside, of_others) == ("read committed", "read committed")
    record(in_transaction=among_others, outside=outside, of_others=of_others)
