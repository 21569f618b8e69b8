import pytest

from tests.mysql_rows import NUMBERS, make_rows, numbers
from tests.rows import iterate

pytestmark = pytest.mark.packages("PyMySQL", "cryptography")
EXAMPLE = "mysql_pymysql/settings.py"


def test_requests_of_a_thread_share_a_connection(projects, each_mysql_server, record):
    """Five requests, one after another in one thread, are served over one connection."""
    site = projects.serve(EXAMPLE, each_mysql_server, threads=1)
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    assert len(connections) == 1
    record(requests=5, connections=len(connections))


def test_health_check_replaces_a_dead_connection(projects, mysql_server, record):
    """When the server has closed the connection, the next request opens another and succeeds."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    before = site.value("SELECT CONNECTION_ID()")
    mysql_server.terminate(site.database)
    after = site.value("SELECT CONNECTION_ID()")
    assert after != before
    record(failed_requests=0)


def test_transactions_savepoints_and_locks_work(projects, mysql_server, record):
    """A view that rolls back to a savepoint and saves a locked row leaves what it should."""
    site = projects.serve(EXAMPLE, mysql_server)
    make_rows(site)
    site.ask("/count-up")
    assert numbers(site) == [1, *NUMBERS[1:]]
    record(numbers=numbers(site))


def test_connection_is_encrypted_where_the_server_can(projects, mysql_server, record):
    """With no more options than these, the connection uses TLS, without checking who answers."""
    cipher = projects.serve(EXAMPLE, mysql_server).sql("SHOW STATUS LIKE 'Ssl_cipher'")[0][1]
    assert cipher.startswith("TLS_")
    record(encrypted=True)


def test_iterator_works(projects, mysql_server, record):
    """A view that pauses within `iterator()`, outside a transaction, gets all rows.

    Meanwhile another request uses the database.
    """
    site = projects.serve(EXAMPLE, mysql_server)
    make_rows(site)
    rows = iterate(site, among_others=True)
    assert rows == NUMBERS
    record(rows=rows)
