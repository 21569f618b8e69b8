from collections import Counter

import pytest

from tests.own_servers import own
from tests.plugins.projects import EXAMPLES
from tests.servers.mariadb import MARIADB
from tests.servers.mysql import MYSQL
from tests.servers.mysql_private import PrivateServer
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
CONNECTIONS = "mysql_who/connections.sql"
TRANSACTIONS = "mysql_who/transactions.sql"
SETTINGS = "mysql_persistent/settings.py"


class Watched(PrivateServer):
    """A server that keeps what clients say of themselves."""

    def _create(self) -> None:
        super()._create()
        self.process.command.append("--performance-schema=ON")


@pytest.fixture(params=["mariadb", "mysql"])
def watched(request, tmp_path):
    request.getfixturevalue(request.param)
    product = {"mariadb": MARIADB, "mysql": MYSQL}[request.param]
    with own(Watched(product, tmp_path / "watched")) as server:
        yield server


def read(example: str) -> str:
    return (EXAMPLES / example).read_text()


@pytest.mark.waits(1)  # for a server to start
def test_connection_leads_to_its_process(projects, watched, record):
    """The files name the process that holds a connection, and the one with an open transaction.

    Ended with KILL, its request fails and its transaction is rolled back.
    """
    with watched.database() as database, watched.limited_user(database, 5) as workers_login:
        web = projects.serve(SETTINGS, watched, database=database, threads=3)
        workers = projects.serve(SETTINGS, watched, database=workers_login)
        web.at_once(3, "SELECT 1")
        web.sql("CREATE TABLE visit (id int)")
        for file in (CONNECTIONS, TRANSACTIONS):
            projects.ran(file, database)
        with workers.holding(1, "INSERT INTO visit VALUES (1)", atomic=True) as (request,):
            # The server says what a connection does a moment after its client has the answer.
            eventually(lambda: len(watched.query(read(TRANSACTIONS))), 1)
            (transaction,) = watched.query(read(TRANSACTIONS))
            connections = watched.query(read(CONNECTIONS))
            watched.query("KILL %s", transaction["ID"])
            # It ends the connection in its own time: until then, it might still commit.
            left = eventually(lambda: len(watched.query(read(CONNECTIONS))), 3)
        error = request.exception().errors[0]
        rows = web.value("SELECT count(*) FROM visit")
    (held,) = [each for each in connections if each["ID"] == transaction["ID"]]
    processes = Counter(int(each["client_pid"]) for each in connections)
    assert processes == {web.process(): 3, workers.process(): 1}
    assert int(held["client_pid"]) == workers.process()
    assert (transaction["COMMAND"], transaction["USER"]) == ("Sleep", held["USER"])
    assert left == 3
    assert (error["type"], rows) == ("django.db.utils.OperationalError", 0)
    record(
        connections_of_the_web_server=processes[web.process()],
        command=transaction["COMMAND"],
        error=error,
        rows=rows,
    )
