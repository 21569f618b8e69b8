import pytest

from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "pgbouncer_atomic_requests/settings.py"
WITHOUT = "pgbouncer_transaction/settings.py"


def test_view_keeps_a_server_connection_to_its_end(projects, start_pgbouncer, record):
    """A view that has sent one query and waits keeps a server connection, and otherwise none."""
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")

    def kept(settings: str, expected: int) -> int:
        site = projects.serve(settings, pooler)
        with site.holding(1, "SELECT 1"):
            return eventually(lambda: pooler.in_use(site.database), expected)

    with_it, without_it = kept(EXAMPLE, 1), kept(WITHOUT, 0)
    assert (with_it, without_it) == (1, 0)
    record(kept=with_it, kept_without=without_it)
