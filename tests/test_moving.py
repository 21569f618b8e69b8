"""Two hosts of one project, of which one runs the old settings still and one the new."""

import pytest

from tests.plugins.projects import EXAMPLES, Site, ViewError
from tests.waiting import eventually

pytestmark = pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2")
two_hosts = pytest.mark.packages("psycopg", "psycopg-pool", "django-db-connection-pool")
COUNT = "moving/count.sql"
NO_POOL = "postgresql_no_pool/settings.py"
PERSISTENT = "postgresql_persistent/settings.py"
NATIVE_POOL = "postgresql_pool_checked/settings.py"
DB_CONNECTION_POOL = "postgresql_db_connection_pool/settings.py"
THREADS = 8
POOL_SIZE = 4


def count(site: Site) -> dict[str, int]:
    """What count.sql says of the project's database."""
    server = getattr(site.database.server, "behind", site.database.server)
    rows = server.query((EXAMPLES / COUNT).read_text())
    ours = [row for row in rows if row["database"] == site.database.name]
    return {name: sum(row[name] for row in ours) for name in ("connections", "idle")}


def counted(site: Site, expected: int) -> int:
    """The connections of the project's database, all idle, once there are ``expected``."""
    idle = {"connections": expected, "idle": expected}
    seen = eventually(lambda: count(site), idle)
    assert seen == idle
    return expected


def use(site: Site, requests: int) -> Site:
    """Send so many requests at a time, and let them end."""
    site.at_once(requests, "SELECT 1")
    return site


@two_hosts
def test_from_no_pool_to_persistent(projects, postgresql, record):
    """A host without pooling leaves nothing between requests; one with it leaves eight."""
    with postgresql.database() as database:
        projects.ran(COUNT, database)
        old = use(projects.serve(NO_POOL, postgresql, database=database), THREADS)
        before = counted(old, 0)
        new = use(projects.serve(PERSISTENT, postgresql, database=database), THREADS)
        together = counted(new, before + THREADS)
    record(threads=THREADS, one_old_host=before, old_and_new=together)


@two_hosts
def test_from_persistent_to_the_native_pool(projects, postgresql, record):
    """While one host has persistent connections and one a pool, their connections add up."""
    with postgresql.database() as database:
        projects.ran(COUNT, database)
        old = use(projects.serve(PERSISTENT, postgresql, database=database), THREADS)
        before = counted(old, THREADS)
        new = use(projects.serve(NATIVE_POOL, postgresql, database=database), POOL_SIZE)
        together = counted(new, before + POOL_SIZE)
    record(one_old_host=before, old_and_new=together)


@pytest.mark.packages("psycopg", "psycopg-pool")
def test_from_the_native_pool_to_pgbouncer(projects, start_pgbouncer, record):
    """Requests of a pooled host and of a host behind PgBouncer succeed side by side.

    PgBouncer's connections come on top of the pool's until the last pool is gone.
    """
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    with pooler.database() as database:
        projects.ran(COUNT, database)
        direct = {
            "DB_HOST": database.environment["DB_DIRECT_HOST"],
            "DB_PORT": database.environment["DB_DIRECT_PORT"],
        }
        old = use(projects.serve(NATIVE_POOL, pooler, database=database, **direct), POOL_SIZE)
        before = counted(old, POOL_SIZE)
        new = projects.serve("pgbouncer_transaction/settings.py", pooler, database=database)
        with new.holding(5, "SELECT 1", atomic=True):
            together = count(new)["connections"]
            assert old.value("SELECT 1") == 1
        kept = counted(new, before + 5)
    assert together == kept
    record(one_old_host=before, old_and_new=together)


@two_hosts
def test_from_db_connection_pool_to_the_native_pool(projects, postgresql, record):
    """A host with django-db-connection-pool and one with the native pool work side by side."""
    with postgresql.database() as database:
        projects.ran(COUNT, database)
        old = use(projects.serve(DB_CONNECTION_POOL, postgresql, database=database), POOL_SIZE)
        before = counted(old, 2)
        new = use(projects.serve(NATIVE_POOL, postgresql, database=database), POOL_SIZE)
        together = counted(new, before + POOL_SIZE)
        assert old.value("SELECT 1") == 1
    record(one_old_host=before, old_and_new=together)


@two_hosts
@pytest.mark.waits(2)
def test_one_host_more_than_the_limit(projects, postgresql, record):
    """If the server has no room for old and new together, requests of the new host fail."""
    with postgresql.database() as database:
        projects.ran(COUNT, database)
        old = use(projects.serve(PERSISTENT, postgresql, database=database), THREADS)
        postgresql.limit_connections(database, THREADS)
        new = projects.serve("postgresql_pool_sized/settings.py", postgresql, database=database)
        with pytest.raises(ViewError) as failure:
            new.sql("SELECT 1")
        assert failure.value.message == "couldn't get a connection after 2.00 sec"
        held = counted(old, THREADS)
        logged = [line for line in new.log.read_text().splitlines() if "error connecting" in line]
        assert "too many connections for database" in logged[0]
        record(limit=held, logged=database.mask(logged[0]))
