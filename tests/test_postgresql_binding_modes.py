import pytest

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_binding_modes/settings.py"
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql"


def test_only_both_together_prepare(projects, postgresql, record):
    """After six times the same statement on a connection, only binding and threshold have it."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    prepared = {
        alias: site.value(*["SELECT 1"] * 6, PREPARED, alias=alias)
        for alias in ("default", "binding", "threshold", "both")
    }
    assert prepared == {"default": 0, "binding": 0, "threshold": 0, "both": 1}
    record(executions=6, prepared=prepared)
