import pytest

from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
SETTINGS = "pgbouncer_native_pool/settings.py"
POOL_SIZE = 5  # what pgbouncer.ini says


def full_pools(projects, server):
    """Two projects on one database, each of which has filled its pool of four."""
    one = projects.serve(SETTINGS, server)
    other = projects.serve(SETTINGS, server, database=one.database)
    with one.holding(4, "SELECT 1"), other.holding(4, "SELECT 1"):
        pass
    return one, other


def test_pools_share_the_server_connections(projects, start_pgbouncer, postgresql, record):
    """Two processes with a pool of four hold five server connections; without PgBouncer, eight."""
    direct, _ = full_pools(projects, postgresql)
    directly = eventually(lambda: len(direct.sessions()), 8)
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    one, other = full_pools(projects, pooler)
    clients = len(pooler.clients(one.database))
    with (
        one.holding(4, "SELECT 1", atomic=True),
        other.holding(1, "SELECT 1", atomic=True),
        other.waiting(3, "SELECT 1"),
    ):
        waiting = eventually(lambda: pooler.waiting(one.database), 3)
        connections = len(one.sessions())
    assert (directly, clients, waiting, connections) == (8, 8, 3, POOL_SIZE)
    record(clients=clients, server_connections=connections, without_pgbouncer=directly)


def test_pool_bounds_the_clients_of_a_process(projects, start_pgbouncer, record):
    """Eight threads with a pool of four log in to PgBouncer four times, however many requests."""
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    site = projects.serve(SETTINGS, pooler, threads=8)
    with site.holding(4, "SELECT 1"), site.waiting(4, "SELECT 1"):
        pass
    for _ in site.crowd(8, 40, "SELECT 1"):
        pass
    logins = pooler.logins(site.database)
    assert logins == 4
    record(threads=8, requests=40, logins=logins)


def test_restarted_pooler_is_not_noticed(projects, start_pgbouncer, record):
    """When PgBouncer was restarted, the pool's check replaces its connection: no request fails."""
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    site = projects.serve(SETTINGS, pooler, threads=1)
    site.sql("SELECT 1")
    pooler.restart()
    assert site.value("SELECT 1") == 1
    record(failed_requests=0)
