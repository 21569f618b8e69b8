from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.failover import PORT, own_pair
from tests.own_servers import own
from tests.plugins.projects import ViewError
from tests.scripts import run_script
from tests.servers.postgresql_private import PrivatePostgreSQL
from tests.servers.process import free_port

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_failover/settings.py"


@pytest.fixture
def pair(postgresql, tmp_path):
    """A primary and its replica, of this test's own."""
    with own_pair(tmp_path) as pair:
        yield pair


@pytest.fixture
def single(postgresql, tmp_path):
    """A server without a replica, of this test's own."""
    with own(PrivatePostgreSQL(tmp_path / "own")) as server:
        yield server


def test_restart_is_not_noticed(projects, single, record):
    """When the server was restarted between two requests, neither fails.

    The other host is down all the time.
    """
    with single.database() as database:
        other = {"DB_REPLICA_HOST": "127.0.0.1", "DB_REPLICA_PORT": str(free_port())}
        site = projects.serve(EXAMPLE, single, threads=1, database=database, **other)
        before = site.value("SELECT pg_backend_pid()")
        single.restart()
        after = site.value("SELECT pg_backend_pid()")
    assert after != before
    record(failed_requests=0)


def test_requests_fail_until_the_replica_is_promoted(projects, pair, record):
    """With the primary down, a request fails at once; after the promotion, the next succeeds."""
    with pair.database() as database:
        site = projects.serve(EXAMPLE, pair, threads=1, database=database)
        before = site.value(PORT)
        pair.stop_primary()
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
        pair.promote_replica()
        after = site.value(PORT)
        pair.start_primary()  # it has to be there for the database to be emptied
    assert (before, after) == (pair.port, pair.replica.port)
    assert failure.value.type == "django.db.utils.OperationalError"
    message = pair.mask(failure.value.message)
    assert "$DB_REPLICA_PORT failed: session is read-only" in message
    record(
        error={"type": failure.value.type, "message": message},
        failed_requests_after_promotion=0,
    )


@pytest.mark.only_with("psycopg>=3.1.13")
@pytest.mark.waits(3)
def test_hung_primary_keeps_its_connections(projects, pair, record):
    """When the primary hangs and the replica is promoted, only new connections go to the replica.

    A request on a connection that was open waits, and is answered by the old primary when that
    goes on.
    """
    with pair.database() as database, ThreadPoolExecutor(1) as client:
        kept = projects.serve(EXAMPLE, pair, threads=1, database=database)
        new = projects.serve(EXAMPLE, pair, threads=1, database=database)
        kept.sql("SELECT 1")
        pair.freeze()
        try:
            pair.promote_replica()
            request = client.submit(kept.value, PORT)
            answered_by = new.value(PORT)
            was_done = request.done()
        finally:
            pair.thaw()
        old = request.result()
    assert (answered_by, was_done, old) == (pair.replica.port, False, pair.port)
    record(new_connection="the replica", open_connection="the old primary", connect_timeout=2)


@pytest.mark.only_with("psycopg<3.1.13")
@pytest.mark.documented_failure
@pytest.mark.waits(3)
def test_hung_primary_takes_the_whole_timeout(projects, pair, record):
    """When the primary hangs, it takes all of connect_timeout: the replica is never asked."""
    with pair.database() as database:
        site = projects.serve(EXAMPLE, pair, threads=1, database=database)
        pair.freeze()
        try:
            pair.promote_replica()
            with pytest.raises(ViewError) as failure:
                site.value(PORT)
        finally:
            pair.thaw()
    assert "timeout expired" in failure.value.message
    record(error_while_hung={"type": failure.value.type, "message": failure.value.message})


def test_check_script_prints_what_it_shows(projects, postgresql_replica):
    """The script prints that the server is no replica, and what the kernel was told."""
    assert run_script(projects, postgresql_replica, "postgresql_failover/check.py").printed == 3
