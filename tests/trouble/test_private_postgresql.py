"""The verbs of a private PostgreSQL, and what it says when it cannot start."""

import os
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing

import psycopg
import pytest

from tests.servers import ServerError
from tests.servers.postgresql_private import PrivatePostgreSQL
from tests.servers.process import START_TIMEOUT
from tests.waiting import eventually

AN_INSTANT = 0.2  # seconds: a hundred times what an answer takes


@pytest.fixture(scope="module")
def started(postgresql_binaries, tmp_path_factory):
    """A server of this module's own, since its tests stop and break it."""
    server = PrivatePostgreSQL(tmp_path_factory.mktemp("postgresql"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(started):
    """The server, running before the test and after."""
    assert started.is_running()
    yield started
    if not started.is_running():
        started.start()


def test_version_is_the_binaries_own(server, postgresql_binaries):
    printed = subprocess.run(
        [postgresql_binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    assert printed.stdout.split()[2] == server.version()


def test_example_logs_in_with_the_environment_and_no_other_password(server):
    login = {"host": "DB_HOST", "port": "DB_PORT", "user": "DB_USER", "password": "DB_PASSWORD"}
    with server.database() as database:
        arguments = {key: database.environment[name] for key, name in login.items()}
        with psycopg.connect(dbname=database.name, **arguments) as connection:
            role = connection.execute(
                "SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user"
            )
            assert role.fetchone() == ("django", False)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(dbname=database.name, **arguments | {"password": "wrong"})
    server.drop_databases()


def test_log_tells_what_happened(server):
    server.query("DO $$ BEGIN RAISE LOG 'a line for the log'; END $$")
    assert "LOG:  a line for the log" in server.log().read_text()


def test_statements_of_an_earlier_test_on_the_same_database_are_not_seen(server):
    names, seen = set(), []
    for statement in ("SELECT 'earlier'", "SELECT 'later'"):
        with server.database() as database:
            names.add(database.name)
            server.log_statements(database)
            with psycopg.connect(server.conninfo, dbname=database.name, autocommit=True) as client:
                client.execute(statement)
            seen.append(server.statements(database))
    server.drop_databases()
    assert len(names) == 1
    assert seen == [["SELECT 'earlier'"], ["SELECT 'later'"]]


def test_restart_keeps_the_port_and_the_data(server):
    port = server.port
    server.query("CREATE TABLE kept AS SELECT 42 AS answer")
    before = server.query("SELECT pg_postmaster_start_time()")
    server.restart()
    assert server.port == port
    assert server.query("SELECT answer FROM kept") == [{"answer": 42}]
    assert server.query("SELECT pg_postmaster_start_time()") != before
    server.query("DROP TABLE kept")


def test_stop_disconnects_the_clients(server):
    with closing(psycopg.connect(server.conninfo)) as client:
        server.stop()
        with pytest.raises(psycopg.OperationalError, match="terminating connection"):
            client.execute("SELECT 1")
    assert server.died() is None


def test_frozen_server_keeps_old_and_new_clients_waiting_until_it_thaws(server):
    with closing(psycopg.connect(server.conninfo)) as client, ThreadPoolExecutor(2) as threads:
        server.freeze()
        try:
            asked = threads.submit(client.execute, "SELECT 1")
            connecting = threads.submit(psycopg.connect, server.conninfo)
            assert wait([asked, connecting], AN_INSTANT).done == set()
        finally:
            server.thaw()
        assert asked.result().fetchone() == (1,)
        connecting.result().close()


def test_frozen_server_can_be_stopped(server):
    server.freeze()
    server.stop()
    assert not server.is_running()


def test_slow_start_is_waited_for(server):
    server.stop()
    command = server.process.command
    server.process.command = ["sh", "-c", 'sleep 0.5; exec "$@"', "sh", *command]
    try:
        server.start()
    finally:
        server.process.command = command
    assert server.query("SELECT 1 AS one") == [{"one": 1}]


def test_server_that_is_never_ready_is_stopped_and_its_log_shown(server):
    server.stop()
    command = server.process.command
    server.process.command = ["sh", "-c", "echo still thinking; exec sleep 60"]
    server.start_timeout = 0.2
    try:
        with pytest.raises(ServerError) as refusal:
            server.start()
    finally:
        server.process.command = command
        server.start_timeout = START_TIMEOUT
    assert str(refusal.value).startswith("PostgreSQL was not ready after 0.2 seconds.")
    assert str(refusal.value).endswith("still thinking")
    assert not server.is_running()


def test_taken_port_is_in_the_error(server):
    server.stop()
    with socket.socket() as taken:
        # Past what is left of the server's own connections, and then without sharing.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", server.port))
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        with pytest.raises(ServerError) as refusal:
            server.start()
    assert str(refusal.value).startswith("PostgreSQL ended with exit code 1. Its log ends:\n")
    assert 'could not bind IPv4 address "127.0.0.1"' in str(refusal.value)


def test_corrupt_data_directory_is_in_the_error(server):
    server.stop()
    control = server.data / "global" / "pg_control"
    sound = control.read_bytes()
    control.write_bytes(sound[:100] + bytes(len(sound) - 100))
    try:
        with pytest.raises(ServerError, match="incorrect checksum in control file"):
            server.start()
    finally:
        control.write_bytes(sound)


def test_server_that_was_killed_says_so(server):
    os.kill(server.process.pid, signal.SIGKILL)
    eventually(server.is_running, False)
    assert str(server.died()).startswith("PostgreSQL ended with exit code -9. Its log ends:\n")


@pytest.mark.parametrize(
    "trace",
    [
        "CREATE TABLE left_behind ()",
        "ALTER DATABASE \"{}\" SET work_mem = '1MB'",
        'ALTER DATABASE "{}" CONNECTION LIMIT 3',
    ],
)
def test_next_test_finds_no_trace_in_a_database(server, trace):
    with server.database() as database:
        before = state(server, database)
        run_in(server, database, trace.format(database.name))
        assert state(server, database) != before
    with server.database() as recycled:
        assert recycled == database
        assert state(server, recycled) == before


def test_database_that_was_only_read_is_kept_as_it_is(server):
    def schema():
        with server.database() as database:
            return run_in(server, database, "SELECT 'public'::regnamespace::oid")

    # What the test before this one wrote may be counted a moment late, and be emptied twice.
    assert eventually(lambda: schema() == schema(), True)


def state(server, database):
    """What is in the database, and what is set for it."""
    return run_in(
        server,
        database,
        "SELECT (SELECT count(*) FROM pg_class), current_setting('work_mem'), datconnlimit"
        " FROM pg_database WHERE datname = current_database()",
    )


def run_in(server, database, statement):
    """The row that the statement returns, if it returns one, to the administrator."""
    with psycopg.connect(server.conninfo, dbname=database.name, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description else None
