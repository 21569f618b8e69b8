"""PgBouncer, from Debian's package, run with the shown pgbouncer.ini."""

import secrets
import signal
from pathlib import Path

import psycopg

from tests.servers import debian, scram
from tests.servers.base import Database
from tests.servers.certificates import Authority
from tests.servers.pooler import CONNECT_TIMEOUT, Pooler, PoolerProgram
from tests.servers.postgresql_tls import HOST

CONSOLE_USER = "tests"
AUTH_USER = "pgbouncer"
"""Who looks up the passwords of the others, in the examples that have an auth_query."""


class PgBouncer(Pooler):
    """One PgBouncer with the settings of an example, except for addresses and paths."""

    stop_signal = signal.SIGINT  # SIGTERM would wait for the clients to leave

    def __init__(self, program, configuration, behind, directory):
        super().__init__(program, configuration, behind, directory)
        self.password = secrets.token_urlsafe(16)
        self.users = directory / "userlist.txt"

    def arguments(self) -> list[str]:
        if not self.users.exists():
            self._write_users()
        wrapper = self.directory / "wrapper.ini"
        wrapper.write_text(self._wrapper())
        return [str(wrapper)]

    def _wrapper(self) -> str:
        """The example's file, with what differs on this machine after it.

        A second [pgbouncer] header would set everything back to its default: the overrides go
        on where the example ends, in its [pgbouncer] section.
        """
        behind = self.behind.connection_environment()
        # For localhost, PgBouncer knocks at ::1 first and then waits.
        host = "127.0.0.1" if behind["DB_HOST"] == HOST else behind["DB_HOST"]
        return f"""\
%include {self.configuration}
{self._certificates() if self.has_tls else ""}\
listen_addr = 127.0.0.1
listen_port = {self.port}
unix_socket_dir =
auth_file = {self.users}
admin_users = {CONSOLE_USER}
logfile =
pidfile =

[databases]
* = host={host} port={behind["DB_PORT"]}
"""

    @property
    def has_tls(self) -> bool:
        """Whether the example has PgBouncer prove its name to its clients."""
        return "client_tls_cert_file" in self.configuration.read_text()

    def connection_environment(self) -> dict[str, str]:
        environment = super().connection_environment()
        if self.has_tls:
            environment |= {"DB_HOST": HOST, "DB_SSLROOTCERT": str(self.directory / "ca.crt")}
        return environment

    def _certificates(self) -> str:
        certificate, key = Authority("PgBouncer's authority", self.directory).issue(
            HOST, self.directory
        )
        return f"""\
client_tls_cert_file = {certificate}
client_tls_key_file = {key}
server_tls_ca_file = {self.behind.connection_environment()["DB_SSLROOTCERT"]}
"""

    def _write_users(self) -> None:
        # PgBouncer logs in to PostgreSQL with the second, which it has to know as it is.
        passwords = {
            CONSOLE_USER: scram.secret(self.password),
            AUTH_USER: self.program.auth_password,
        }
        lines = [f'"{user}" "{password}"\n' for user, password in passwords.items()]
        self.users.write_text("".join(lines))

    def answers(self) -> bool:
        try:
            self.console("SHOW VERSION")
        except psycopg.OperationalError:
            return False
        return True

    def console(self, command: str) -> list[dict]:
        """What PgBouncer's own console answers, such as to SHOW SERVERS."""
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=CONSOLE_USER,
            password=self.password,
            dbname="pgbouncer",
            autocommit=True,
            row_factory=psycopg.rows.dict_row,
            cursor_factory=psycopg.ClientCursor,  # the console knows no prepared statements
            connect_timeout=CONNECT_TIMEOUT,
        ) as connection:
            answer = connection.execute(command)
            return answer.fetchall() if answer.description else []

    def clients(self, database: Database) -> list[dict]:
        """The connections that projects hold to PgBouncer for ``database``."""
        return self._of(database, "SHOW CLIENTS")

    def servers(self, database: Database) -> list[dict]:
        """The connections that PgBouncer holds to PostgreSQL for ``database``."""
        return self._of(database, "SHOW SERVERS")

    def pool(self, database: Database) -> dict[str, int]:
        """What SHOW POOLS says of the clients and the server connections of ``database``."""
        row = self._of(database, "SHOW POOLS")[0]
        return {name: row[name] for name in ("cl_active", "cl_waiting", "sv_active", "sv_idle")}

    def in_use(self, database: Database) -> int:
        """How many of those a client has to itself at this moment."""
        return sum(server["state"] == "active" for server in self.servers(database))

    def at_rest(self, database: Database) -> bool:
        """Whether every server connection has been reset and may be lent again."""
        return all(server["state"] == "idle" for server in self.servers(database))

    def waiting(self, database: Database) -> int:
        """How many clients wait for a server connection."""
        return sum(client["state"] == "waiting" for client in self.clients(database))

    def logins(self, database: Database) -> int:
        """How often projects have logged in to PgBouncer for ``database``."""
        return self.log().read_text().count(f"login attempt: db={database.name} ")

    def setting(self, name: str) -> str:
        """The value that PgBouncer runs with."""
        return next(row["value"] for row in self.console("SHOW CONFIG") if row["key"] == name)

    def _of(self, database: Database, command: str) -> list[dict]:
        return [row for row in self.console(command) if row["database"] == database.name]

    def version(self) -> str:
        return self.console("SHOW VERSION")[0]["version"].split()[-1]


class PgBouncerProgram(PoolerProgram):
    name = "pgbouncer"
    product = "PgBouncer"
    pooler = PgBouncer

    def __init__(self, command: list[str], auth_password: str):
        super().__init__(command)
        self.auth_password = auth_password

    def address(self) -> dict:
        return super().address() | {"auth_password": self.auth_password}


def find_pgbouncer(directory: Path) -> PgBouncerProgram:
    """The program from Debian trixie. Raises Missing if it cannot be had."""
    return PgBouncerProgram(
        debian.program("trixie", "usr/sbin/pgbouncer"), secrets.token_urlsafe(16)
    )
