import time

import pytest

from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "django_docs_pool/settings.py"


def test_process_holds_at_most_four_connections(projects, postgresql, record):
    """Eight clients that never pause are served over at most four connections."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    held = 0
    for _ in site.crowd(8, 80, "SELECT pg_sleep(0.002)"):
        held = max(held, len(site.sessions()))
    assert held == 4
    record(clients=8, most_connections=held)


@pytest.mark.waits(5)
def test_request_waits_for_five_seconds(projects, postgresql, record):
    """While all four are checked out, another request waits for five seconds and fails."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    with site.holding(4, "SELECT 1"):
        started = time.monotonic()
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
        waited = time.monotonic() - started
    assert 5 <= waited < 15
    assert failure.value.errors[0] == {
        "type": "django.db.utils.OperationalError",
        "message": "couldn't get a connection after 5.00 sec",
    }
    record(error=failure.value.errors[0])


def test_dead_connection_is_replaced(projects, postgresql, record):
    """When the server has closed one of the connections, no request fails."""
    site = projects.serve(EXAMPLE, postgresql, threads=1)
    site.sql("SELECT 1")
    site.wait_for_pool(3)
    oldest = site.sessions()[0]["pid"]
    assert postgresql.terminate(site.database, only=oldest) == 1
    assert [site.value("SELECT 1") for _ in range(6)] == [1] * 6
    record(connections_closed=1, failed_requests=0)


def test_migrate_check_connects_and_passes(projects, postgresql, record):
    """`manage.py migrate --check`, which the guide recommends, passes with these settings."""
    exit_code, output = projects.manage(EXAMPLE, postgresql, "migrate", "--check")
    assert exit_code == 0, output
    record(exit_code=exit_code)
