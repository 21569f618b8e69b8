import time

import psutil
import pytest

from tests.own_servers import own
from tests.plugins.projects import Site, ViewError
from tests.servers.mariadb import MARIADB
from tests.servers.mysql import MYSQL
from tests.servers.mysql_private import PrivateServer
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "mysql_timeouts/settings.py"


@pytest.fixture(params=["mariadb", "mysql"])
def server(request, tmp_path):
    """A server of this test's own, which it may stop and freeze."""
    request.getfixturevalue(request.param)
    product = {"mariadb": MARIADB, "mysql": MYSQL}[request.param]
    with own(PrivateServer(product, tmp_path / "own")) as server:
        yield server


@pytest.mark.waits(8)  # for servers to start and to be given up
def test_dead_and_hung_servers(projects, server, record):
    """While the server is down, a request fails at once; after its start, the next succeeds.

    When it hangs, a request on an open connection fails after `read_timeout`, for the check, and
    `connect_timeout`, for a new connection; the one after that, after `connect_timeout`.
    """
    with server.database() as database:
        site = projects.serve(EXAMPLE, server, threads=1, database=database)
        site.sql("SELECT 1")
        server.stop()
        down = error_of(site)
        server.start()
        assert site.value("SELECT 1") == 1
        freeze(server)
        try:
            hung, seconds = timed(lambda: error_of(site))
            hung_again, seconds_again = timed(lambda: error_of(site))
        finally:
            server.thaw()
        assert site.value("SELECT 1") == 1
    assert down["message"].startswith("(2002,")
    assert hung == hung_again
    assert "handshake" in hung["message"]
    assert 5.5 <= seconds < 30
    assert 1.5 <= seconds_again < 30
    record(
        error_while_down=down,
        failed_requests_after_start=0,
        error_while_hung=hung,
        read_timeout=4,
        connect_timeout=2,
    )


@pytest.mark.waits(4)
def test_query_may_not_take_longer_than_read_timeout(projects, mysql_server, record):
    """A query of five seconds fails after `read_timeout`, and the next request succeeds."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT SLEEP(5)")
    assert failure.value.message.startswith("(2013,")
    assert site.value("SELECT 1") == 1
    record(seconds_of_query=5, error=failure.value.errors[0])


def error_of(site: Site) -> dict:
    """What a request raises."""
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    return failure.value.errors[0]


def timed(function):
    """What ``function()`` returns, and the seconds it took."""
    started = time.monotonic()
    return function(), time.monotonic() - started


def freeze(server: PrivateServer) -> None:
    """Return once the server has stopped answering: a signal takes a moment."""
    server.freeze()
    process = psutil.Process(server.process.pid)
    assert eventually(process.status, psutil.STATUS_STOPPED) == psutil.STATUS_STOPPED
