import pytest

from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("psycopg"), pytest.mark.documented_failure]
CONFIGURATION = "pgbouncer_few_clients/pgbouncer.ini"
SETTINGS = "pgbouncer_transaction/settings.py"  # CONN_MAX_AGE = None
MAX_CLIENT_CONN = 4
ON_THE_PAGE = [
    "auth_type",
    "client_tls_sslmode",
    "default_pool_size",
    "ignore_startup_parameters",
    "max_client_conn",
    "max_prepared_statements",
    "pool_mode",
    "query_wait_timeout",
    "server_reset_query",
    "server_reset_query_always",
    "server_tls_sslmode",
    "track_extra_parameters",
]


def test_one_client_too_many_is_refused(projects, start_pgbouncer, record):
    """Four idle threads keep their client connections, and the fifth is refused at once."""
    pooler = start_pgbouncer(CONFIGURATION)
    idle = projects.serve(SETTINGS, pooler, threads=MAX_CLIENT_CONN)
    idle.at_once(MAX_CLIENT_CONN, "SELECT 1")
    other = projects.serve(SETTINGS, pooler, database=idle.database)
    with pytest.raises(ViewError) as failure:
        other.sql("SELECT 1")
    assert failure.value.message.endswith("no more connections allowed (max_client_conn)")
    record(clients=MAX_CLIENT_CONN, queries_running=0, error=failure.value.errors[0])


def test_defaults(start_pgbouncer, projects, record):
    """`SHOW CONFIG` names the default of each setting that the reference of settings is about."""
    pooler = start_pgbouncer(CONFIGURATION)
    projects.serve(SETTINGS, pooler).sql("SELECT 1")
    defaults = {row["key"]: row["default"] for row in pooler.console("SHOW CONFIG")}
    assert defaults["pool_mode"] == "session"
    record(defaults={name: defaults[name] or "nothing" for name in ON_THE_PAGE})
