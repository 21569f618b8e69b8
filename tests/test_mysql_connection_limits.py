import pymysql
import pytest

from tests.own_servers import own
from tests.plugins.projects import EXAMPLES, ViewError
from tests.servers.mariadb import MARIADB
from tests.servers.mysql import MYSQL
from tests.servers.mysql_private import PrivateServer
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
LIMITS = "mysql_connection_limits/limits.sql"
SETTINGS = "mysql_no_pool/settings.py"
MAX_CONNECTIONS = 10
MONITOR = 1  # how the test watches: an administrator, who is logged in all the time


@pytest.fixture(params=["mariadb", "mysql"])
def small(request, tmp_path):
    """A server of this test's own, with ten connections."""
    request.getfixturevalue(request.param)
    product = {"mariadb": MARIADB, "mysql": MYSQL}[request.param]
    with own(PrivateServer(product, tmp_path / "small")) as server:
        server.query(f"SET GLOBAL max_connections = {MAX_CONNECTIONS}")
        yield server


@pytest.mark.waits(1)  # for a server to start
def test_administrator_has_one_connection_more(projects, small, record):
    """With ten allowed and open, a request is refused and an administrator can still log in.

    With one less, the file shows the limits and what is open, the one that asks included.
    """
    statements = (EXAMPLES / LIMITS).read_text().rstrip(";\n").split(";")
    with small.database() as database:
        projects.ran(LIMITS, database)
        site = projects.serve(SETTINGS, small, threads=16, database=database)
        held = MAX_CONNECTIONS - MONITOR - 1
        with site.holding(held, "SELECT 1"):
            (limits,) = site.sql(statements[0])
            assert eventually(lambda: len(site.sessions()), held) == held
            counts = site.sql(statements[1])
        assert eventually(lambda: len(site.sessions()), 0) == 0
        with site.holding(MAX_CONNECTIONS - MONITOR, "SELECT 1"):
            with pytest.raises(ViewError) as failure:
                site.sql("SELECT 1")
            pymysql.connect(**small.login, ssl_disabled=True).close()
    assert failure.value.message.startswith("(1040,")
    assert limits == [MAX_CONNECTIONS, 0]
    counts = dict(counts)
    assert counts["Threads_connected"] == str(MAX_CONNECTIONS)
    # The administrator's may have come before another was gone.
    assert int(counts.pop("Max_used_connections")) in {MAX_CONNECTIONS, MAX_CONNECTIONS + 1}
    record(
        max_connections=MAX_CONNECTIONS,
        for_the_administrator=1,
        limits=dict(zip(["max_connections", "limit_of_user"], limits, strict=True)),
        counts=counts,
        error=failure.value.errors[0],
    )
