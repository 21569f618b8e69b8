import pytest

from tests.plugins.projects import ViewError

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "pgbouncer_search_path/settings.py"
PLAIN_SETTINGS = "pgbouncer_transaction/settings.py"
CONFIGURATION = "pgbouncer_search_path/pgbouncer.ini"
SEARCH_PATH = "SELECT pg_backend_pid(), current_setting('search_path')"


def test_startup_parameter_is_refused(projects, start_pgbouncer, record):
    """Without track_extra_parameters, PgBouncer refuses the connection."""
    site = projects.serve(SETTINGS, start_pgbouncer("pgbouncer_transaction/pgbouncer.ini"))
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.endswith("unsupported startup parameter in options: search_path")
    record(error=failure.value.errors[0])


def test_search_path_follows_its_client(projects, start_pgbouncer, record):
    """With track_extra_parameters, each client has its own search_path on any server connection.

    What it sets later follows it, too, and another client on the same server connection does not
    find it.
    """
    pooler = start_pgbouncer(CONFIGURATION)
    one = projects.serve(SETTINGS, pooler, threads=1)
    other = projects.serve(PLAIN_SETTINGS, pooler, threads=2, database=one.database)
    first, asked_for = one.sql(SEARCH_PATH)[0]
    assert other.sql(SEARCH_PATH)[0] == [first, '"$user", public']
    assert one.sql("SET search_path = pg_catalog", SEARCH_PATH)[0] == [first, "pg_catalog"]
    same, found_by_other = other.sql(SEARCH_PATH)[0]
    with other.holding(1, "SELECT 1", atomic=True):
        another, among_others = one.sql(SEARCH_PATH)[0]
    assert (asked_for, found_by_other) == ("tenant, public", '"$user", public')
    assert (same, among_others) == (first, "pg_catalog")
    assert another != first
    record(asked_for=asked_for, found_by_other=found_by_other, set_later=among_others)


def test_older_postgresql_is_told_in_vain(
    projects, start_pgbouncer, postgresql17, postgresql, record
):
    """On PostgreSQL 17 the same files connect without an error, and without the search_path."""
    found = {}
    for name, server in {"17": postgresql17, "18": postgresql}.items():
        site = projects.serve(SETTINGS, start_pgbouncer(CONFIGURATION, behind=server))
        found[name] = site.sql(SEARCH_PATH)[0][1]
    assert found == {"17": '"$user", public', "18": "tenant, public"}
    record(on_postgresql=found)
