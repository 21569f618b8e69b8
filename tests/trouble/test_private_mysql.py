"""The verbs of a private MySQL and MariaDB, and what they say when they cannot start."""

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing

import pymysql
import pytest

from tests.plugins.servers import leave_out
from tests.servers import Missing, ServerError, debian, mysql_borrowed
from tests.servers.mariadb import MARIADB
from tests.servers.mysql import MYSQL
from tests.servers.mysql_borrowed import BorrowedServer
from tests.servers.mysql_private import PrivateServer
from tests.waiting import eventually

AN_INSTANT = 0.2  # seconds: a hundred times what an answer takes


@pytest.fixture(scope="module", params=[MARIADB, MYSQL], ids=lambda product: product.name)
def started(request, tmp_path_factory):
    """A server of this module's own, since its tests stop and break it."""
    try:
        server = PrivateServer(request.param, tmp_path_factory.mktemp(request.param.name))
        server.start()
    except Missing as missing:
        leave_out(request.param.name, missing)
    yield server
    server.discard()


@pytest.fixture
def server(started):
    """The server, running before the test and after."""
    assert started.is_running()
    yield started
    if not started.is_running():
        started.start()


def connect(server, **changed):
    """A client's connection as the administrator."""
    return pymysql.connect(**server.login | {"ssl_disabled": True} | changed)


def address(server, **changed) -> str:
    """What would borrow the server."""
    return "mysql://{user}:{password}@{host}:{port}".format(**server.login | changed)


def ask(client, sql: str):
    with client.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def test_example_logs_in_with_the_environment_and_no_other_password(server):
    login = {"host": "DB_HOST", "port": "DB_PORT", "user": "DB_USER", "password": "DB_PASSWORD"}
    with server.database() as database:
        arguments = {key: database.environment[name] for key, name in login.items()}
        arguments |= {"port": int(arguments["port"]), "database": database.name}
        with closing(pymysql.connect(**arguments)) as client:
            assert ask(client, "SELECT CURRENT_USER()") == ("django@%",)
            with pytest.raises(pymysql.OperationalError, match="denied"):
                ask(client, "SELECT * FROM mysql.user")
        with pytest.raises(pymysql.OperationalError, match="Access denied"):
            pymysql.connect(**arguments | {"password": "wrong"})


def test_nobody_logs_in_without_a_password(server):
    for user in ("root", "", server.login["user"], server.user):
        with pytest.raises(pymysql.OperationalError, match="Access denied"):
            connect(server, user=user, password="")


def test_terminate_closes_spares_and_counts(server):
    with server.database() as database:
        clients = [connect(server, database=database.name) for _ in range(3)]
        pids = [session["pid"] for session in server.sessions(database)]
        assert pids == [client.thread_id() for client in clients]
        assert server.terminate(database, only=pids[0]) == 1
        assert server.terminate(database, spare=pids[1]) == 1
        assert [session["pid"] for session in server.sessions(database)] == [pids[1]]
        for client in clients:
            client.close()


def test_limited_user_is_refused_beyond_the_limit(server):
    with server.database() as database, server.limited_user(database, 1) as limited:
        user = limited.environment["DB_USER"]
        login = {"user": user, "password": limited.environment["DB_PASSWORD"]}
        with (
            closing(connect(server, **login, database=database.name)),
            pytest.raises(pymysql.OperationalError, match="max_user_connections"),
        ):
            connect(server, **login)
    assert server.query("SELECT User FROM mysql.user WHERE User = %s", user) == []


def test_statements_are_those_of_the_database_since_asked(server):
    with server.database() as database, closing(connect(server, database=database.name)) as client:
        ask(client, "SELECT 'before'")
        server.log_statements(database)
        ask(client, "SELECT 'after'")
        server.query("SELECT 'somebody else'")
        assert server.statements(database) == ["SELECT 'after'"]


def test_restart_keeps_the_port_and_the_data(server):
    port = server.login["port"]
    with server.database() as database:
        server.query(f"CREATE TABLE {database.name}.kept AS SELECT 42 AS answer")
        server.restart()
        assert server.login["port"] == port
        assert server.query(f"SELECT answer FROM {database.name}.kept") == [{"answer": 42}]


def test_frozen_server_keeps_old_and_new_clients_waiting_until_it_thaws(server):
    with closing(connect(server)) as client, ThreadPoolExecutor(2) as threads:
        server.freeze()
        try:
            asked = threads.submit(ask, client, "SELECT 1")
            connecting = threads.submit(connect, server)
            assert wait([asked, connecting], AN_INSTANT).done == set()
        finally:
            server.thaw()
        assert asked.result() == (1,)
        connecting.result().close()


def test_taken_port_is_in_the_error(server):
    server.stop()
    with socket.socket() as taken:
        # Past what is left of the server's own connections, and then without sharing.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", server.login["port"]))
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        with pytest.raises(ServerError) as refusal:
            server.start()
    assert str(refusal.value).startswith(f"{server.product} ended with exit code 1. Its log ends:")
    assert "Bind on TCP/IP port" in str(refusal.value)


def test_server_that_was_killed_says_so(server):
    os.kill(server.process.pid, signal.SIGKILL)
    eventually(server.is_running, False)
    assert str(server.died()).startswith(f"{server.product} ended with exit code -9. Its log ends:")


@pytest.mark.parametrize("product", [MARIADB, MYSQL], ids=lambda product: product.name)
def test_missing_packages_are_said_with_both_remedies(product, monkeypatch, tmp_path):
    def unpacked(suite):
        raise Missing(f"no packages of {suite}", "apt-get install mmdebstrap")

    monkeypatch.setattr(debian, "unpacked", unpacked)
    server = PrivateServer(product, tmp_path / product.name)
    with pytest.raises(Missing, match="no packages of") as missing:
        server.start()
    assert missing.value.remedy == f"apt-get install mmdebstrap, or set {product.variable}"
    server.discard()


@pytest.mark.parametrize("product", [MARIADB, MYSQL], ids=lambda product: product.name)
@pytest.mark.parametrize("url", ["mysql:///", "mariadb://host", "http://user:password@host"])
def test_incomplete_address_is_refused_with_how_to_write_it(product, url):
    with pytest.raises(ServerError) as refusal:
        BorrowedServer(product, url).start()
    assert str(refusal.value) == (
        f"{product.variable} does not name a server and a user: write it as {product.login}."
    )


def test_server_that_does_not_answer_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(ServerError) as refusal:
            BorrowedServer(MARIADB, f"mariadb://django:secret@127.0.0.1:{port}").start()
    assert str(refusal.value).startswith(
        "The MariaDB that MARIADB_URL names does not answer (Can't connect to MySQL server on"
    )
    assert "secret" not in str(refusal.value)


def test_refused_login_is_not_called_silence(server):
    with pytest.raises(ServerError) as refusal:
        BorrowedServer(server.of, address(server, password="wrong-secret")).start()
    said = str(refusal.value)
    assert said.startswith(
        f"The {server.product} that {server.of.variable} names refuses the login (Access denied for"
    )
    assert "secret" not in said


def test_other_product_is_refused(server):
    other = MYSQL if server.of is MARIADB else MARIADB
    with pytest.raises(ServerError) as refusal:
        BorrowedServer(other, address(server)).start()
    named = (
        f"The {other.product} that {other.variable} names is {server.product} {server.version()}"
    )
    assert str(refusal.value).startswith(named)


def test_server_too_old_for_django_is_refused(server, monkeypatch):
    monkeypatch.setattr(mysql_borrowed, "oldest", lambda product: (99, 1))
    with pytest.raises(ServerError, match=r"needs 99\.1 or newer: name another, or unset"):
        BorrowedServer(server.of, address(server)).start()


def test_server_of_another_series_is_refused(server, monkeypatch):
    monkeypatch.setattr(server.of, "series", "10.2")
    with pytest.raises(ServerError, match=r"and that variable is for 10\.2: name another"):
        BorrowedServer(server.of, address(server)).start()


def test_borrowed_server_is_left_running_and_without_its_databases(server):
    borrowed = BorrowedServer(server.of, address(server))
    borrowed.start()
    with borrowed.database() as database:
        assert borrowed.version() == server.version()
        with pytest.raises(ServerError, match="only seen on a private server"):
            borrowed.log_statements(database)
    borrowed.drop_databases()
    names = {name for row in server.query("SHOW DATABASES") for name in row.values()}
    assert database.name not in names
    with pytest.raises(ServerError, match=r"is borrowed: it is never stopped\."):
        borrowed.stop()
