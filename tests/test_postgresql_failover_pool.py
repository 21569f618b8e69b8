from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.failover import PORT, own_pair
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg>=3.2"),  # which names each host that it tried
]
EXAMPLE = "postgresql_failover_pool/settings.py"
REFUSED = "failed: session is read-only"


@pytest.fixture
def pair(postgresql, tmp_path):
    """A primary and its replica, of this test's own."""
    with own_pair(tmp_path) as pair:
        yield pair


@pytest.mark.waits(6)
def test_requests_wait_for_a_server_that_can_be_written(projects, pair, record):
    """A request that comes while the primary is down waits, and succeeds after its restart.

    So does one that comes while it is down for good, after the replica was promoted.
    """
    with pair.database() as database, ThreadPoolExecutor(1) as client:
        site = projects.serve(EXAMPLE, pair, threads=2, database=database)
        site.sql("SELECT 1")

        pair.stop_primary()
        request = client.submit(site.value, PORT)
        assert eventually(lambda: REFUSED in site.log.read_text(), True)
        pair.start_primary()
        after_restart = request.result()

        refused = site.log.read_text().count(REFUSED)
        pair.stop_primary()
        request = client.submit(site.value, PORT)
        assert eventually(lambda: site.log.read_text().count(REFUSED) > refused, True)
        pair.promote_replica()
        after_promotion = request.result()
        pair.start_primary()  # it has to be there for the database to be emptied
    assert (after_restart, after_promotion) == (pair.port, pair.replica.port)
    logged = next(line for line in site.log.read_text().splitlines() if REFUSED in line)
    assert logged.startswith("error connecting in 'pool-1'")
    record(failed_requests=0, timeout=10, logged=pair.mask(logged))
