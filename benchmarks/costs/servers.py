"""The servers that are measured: ours, on loopback, and what stands between them and a project."""

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from benchmarks.costs.design import ITEMS
from evidence import store
from tests.servers import FIND, Database, Server
from tests.servers.pgbouncer import PgBouncer, PgBouncerProgram
from tests.servers.postgresql_tls import HOST, PrivateTLS
from tests.servers.process import ServerProcess, free_port

LOOKUP = store.EXAMPLES / "pgbouncer_auth" / "lookup.sql"
TRUSTED = "trusted"
"""A user who needs no password."""


class MeasuredPostgreSQL(PrivateTLS):
    """One server for every login: a client asks for TLS or does not, with a password or without."""

    def __init__(self, directory: Path):
        super().__init__(directory)
        self.start_timeout = 60

    def _make_data(self) -> None:
        super()._make_data()
        rules = self.data / "pg_hba.conf"
        rules.write_text(f"host all {TRUSTED} 127.0.0.1/32 trust\n{rules.read_text()}")

    def options(self) -> dict[str, object]:
        return super().options() | {"shared_buffers": "128MB", "max_connections": 500}

    def _create_login(self) -> None:
        super()._create_login()
        self.query(f"CREATE ROLE {TRUSTED} LOGIN")

    def connection_environment(self) -> dict[str, str]:
        # localhost would be looked for at ::1 first.
        return super().connection_environment() | {"DB_HOST": "127.0.0.1"}

    def login(self, kind: str) -> dict[str, str]:
        """The variables of a project that logs in as ``kind`` says: trust, scram or tls."""
        environment = self.connection_environment()
        if kind.startswith("trust"):
            environment |= {"DB_USER": TRUSTED, "DB_PASSWORD": ""}
        if kind.endswith("tls"):
            tls = {"PGSSLMODE": "verify-ca", "PGSSLROOTCERT": environment["DB_SSLROOTCERT"]}
            return environment | tls
        return environment | {"PGSSLMODE": "disable"}


class MeasuredPgBouncer(PgBouncer):
    """An example's pgbouncer.ini, for clients with and without TLS, in front of ``port``.

    ``passwords`` is where it has them from: "stored", as the example says; "plain", in its own
    file; or "none", from nobody.
    """

    def __init__(self, program, topic: str, behind: MeasuredPostgreSQL, directory: Path):
        directory.mkdir(parents=True)
        super().__init__(program, store.EXAMPLES / topic / "pgbouncer.ini", behind, directory)
        self.port_behind = behind.port
        self.passwords = "stored"

    def _wrapper(self) -> str:
        certificate, key = self.behind.authority.issue(HOST, self.directory)
        return f"""\
%include {self.configuration}
client_tls_sslmode = allow
client_tls_cert_file = {certificate}
client_tls_key_file = {key}
server_tls_sslmode = disable
{"auth_type = trust" if self.passwords == "none" else ""}
max_client_conn = 2000
listen_addr = 127.0.0.1
listen_port = {self.port}
unix_socket_dir =
auth_file = {self.users}
admin_users = tests
logfile =
pidfile =

[databases]
* = host=127.0.0.1 port={self.port_behind}
"""

    def _write_users(self) -> None:
        super()._write_users()
        if self.passwords != "stored":
            with self.users.open("a") as users:
                users.write(f'"{self.behind.user}" "{self.behind.password}"\n"{TRUSTED}" ""\n')


def start_postgresql(directory: Path, running: ExitStack) -> tuple[MeasuredPostgreSQL, Server]:
    """The server, and the program of a PgBouncer that may look up passwords on it."""
    server = MeasuredPostgreSQL(directory / "postgresql")
    running.callback(server.discard)
    server.start()
    pgbouncer: PgBouncerProgram = FIND["pgbouncer"](directory)
    server.run_file(LOOKUP, PGBOUNCER_PASSWORD=pgbouncer.auth_password)
    return server, pgbouncer


def start_mysql(name: str, directory: Path, running: ExitStack) -> Server:
    """MariaDB or MySQL, without the log of all statements that tests want."""
    server = FIND[name](directory / name)
    running.callback(server.discard)
    server.start()
    running.callback(server.disconnect)
    server.query("SET GLOBAL general_log = OFF")
    return server


@contextmanager
def filled_database(server: Server) -> Iterator[Database]:
    """A database with the table that the views read from."""
    with server.database() as database:
        rows = ", ".join(f"({n}, 'item {n}')" for n in range(1, ITEMS + 1))
        create = "CREATE TABLE item (id integer PRIMARY KEY, name varchar(40) NOT NULL)"
        if server.product == "PostgreSQL":
            with psycopg.connect(server.conninfo, dbname=database.name, autocommit=True) as admin:
                admin.execute(f"{create}; INSERT INTO item VALUES {rows}; ANALYZE item")
                admin.execute(
                    "GRANT USAGE ON SCHEMA public TO PUBLIC; GRANT SELECT ON item TO PUBLIC"
                )
        else:
            server.query(create.replace("item", f"{database.name}.item", 1))
            server.query(f"INSERT INTO {database.name}.item VALUES {rows}")
        yield database


def start_program(
    what: str,
    command: list[str],
    port: int,
    log: Path,
    running: ExitStack,
    environment: dict[str, str],
) -> ServerProcess:
    """Start a program that listens on ``port``; it is killed with what else is ``running``."""
    program = ServerProcess(
        command, log, signal.SIGTERM, folder=log.parent, environment=environment
    )
    running.callback(program.end)
    program.start()
    program.wait_until_ready(what, lambda: answers(port))
    return program


def answers(port: int) -> bool:
    """Whether somebody listens on ``port``."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def start_relay(target: int, milliseconds: float, directory: Path, running: ExitStack) -> int:
    """Start a relay to the port ``target``; return its own."""
    port = free_port()
    arguments = [str(port), str(target), str(milliseconds)]
    command = [sys.executable, "-m", "benchmarks.costs.relay", *arguments]
    environment = {"PYTHONPATH": str(store.ROOT)}
    start_program("The relay", command, port, directory / "relay.log", running, environment)
    return port


def cpu_seconds(pid: int) -> float:
    """What a process, its children and those that have ended have used of the processor.

    A server that starts a process for each connection collects what that used when it ends.
    """
    process = psutil.Process(pid)
    used = 0.0
    for each in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            used += sum(each.cpu_times()[:4])  # user, system, and both of ended children
    return used
