"""PostgreSQL as a private instance, which this run may stop, freeze and configure."""

import os
import secrets
import signal
import subprocess
from pathlib import Path

import psycopg

from tests.servers import scram
from tests.servers.postgresql import BorrowedPostgreSQL, PostgreSQL
from tests.servers.postgresql_binaries import address_variable, binaries
from tests.servers.postgresql_data import ADMIN, make_data
from tests.servers.private import OwnProcess
from tests.servers.process import ServerProcess, free_port


def find_postgresql(directory: Path, major: int | None = None) -> PostgreSQL:
    """The server that ``POSTGRESQL_URL`` names, else a private one with its files in ``directory``.

    With a ``major``, the variable is ``POSTGRESQL17_URL``. Raises Missing if there is neither.
    """
    variable = address_variable(major)
    if url := os.environ.get(variable):
        return BorrowedPostgreSQL(url, variable, major)
    return PrivatePostgreSQL(directory, major=major)


class PrivatePostgreSQL(OwnProcess, PostgreSQL):
    """An instance of our own: own data directory, own port on loopback, SCRAM passwords."""

    kill_signal = signal.SIGQUIT
    iterations = 1
    """How often a client hashes its password at each login: a run has thousands."""

    def __init__(self, directory: Path, user: str = "django", major: int | None = None):
        super().__init__(
            conninfo="",  # known once the port is
            variable=address_variable(major),
            directory=directory,
            user=user,
            log_name="postgresql.log",
        )
        self.major = major
        self.admin_password = secrets.token_urlsafe(16)

    def start(self) -> None:
        created = self.process is None
        if created:
            self._create()
        self.disconnect()  # from a server that may have been killed since
        self.process.start()
        self._wait_until_ready()
        if created:
            self._create_login()

    def _create_login(self) -> None:
        secret = scram.secret(self.password, self.iterations)
        self.query(f"CREATE ROLE \"{self.user}\" LOGIN CREATEDB PASSWORD '{secret}'")

    def _create(self) -> None:
        """Make the data directory and choose a port."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self._make_data()
        self.port = free_port()
        self.conninfo = psycopg.conninfo.make_conninfo(
            host="127.0.0.1",
            port=self.port,
            user=ADMIN,
            password=self.admin_password,
            dbname="postgres",
        )
        options = [f"--{key}={value}" for key, value in self.options().items()]
        self.process = ServerProcess(
            [str(binaries(self.major) / "postgres"), "-D", str(self.data), *options],
            self._log,
            signal.SIGINT,  # SIGTERM would wait for the clients to leave
        )

    def _make_data(self) -> None:
        make_data(self.data, self.major, self.admin_password)

    def options(self) -> dict[str, object]:
        """The server's settings that are not its defaults."""
        return {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",  # a socket's path would have to fit in 107 bytes
            "fsync": "off",  # the data goes with the run
            "shared_buffers": "16MB",  # a small server forks faster
            "autovacuum": "off",
            "dynamic_shared_memory_type": "mmap",  # files of its data, and not of the system's
            "log_line_prefix": "%m %p [%d] ",
            "log_timezone": "UTC",
        }

    def _wait_until_ready(self) -> None:
        # pg_isready, since the port opens before the server accepts a login.
        ready = [
            str(binaries(self.major) / "pg_isready"),
            "-q",
            "-t1",
            "-h127.0.0.1",
            f"-p{self.port}",
        ]
        self.process.wait_until_ready(
            self.product,
            lambda: subprocess.run(ready, check=False).returncode == 0,
            self.start_timeout,
        )
