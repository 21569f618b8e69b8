import pytest

from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "pgbouncer_atomic_requests/settings.py"
OUTSIDE = "pgbouncer_transaction/settings.py"


def test_view_keeps_a_server_connection_to_its_end(projects, start_pgbouncer, record):
    """A view that has sent one query and waits keeps a server connection, and otherwise none."""
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    kept = {}
    for name, settings in {"with": EXAMPLE, "without": OUTSIDE}.items():
        site = projects.serve(settings, pooler)
        with site.holding(1, "SELECT 1"):
            kept[name] = eventually(lambda: pooler.in_use(site.database), int(name == "with"))
    assert kept == {"with": 1, "without": 0}
    record(kept=kept["with"], kept_without=kept["without"])
