import pytest

from tests.rows import prepared_after_ten_queries

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "pgbouncer_threshold_only/settings.py"


def test_nothing_is_prepared(projects, start_pgbouncer, record):
    """With prepare_threshold alone, a query that is sent ten times is not prepared."""
    pooler = start_pgbouncer("pgbouncer_prepared/pgbouncer.ini")
    prepared = prepared_after_ten_queries(projects.serve(SETTINGS, pooler, threads=1))
    assert prepared == 0
    record(queries=10, prepared=prepared)
