"""MySQL and MariaDB, run by us: own data folder, own port, own passwords."""

import os
import secrets
import shutil
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pymysql

from tests.servers.base import Missing
from tests.servers.mysql_borrowed import BorrowedServer
from tests.servers.mysql_family import MySQLFamily
from tests.servers.mysql_product import Product
from tests.servers.private import OwnProcess
from tests.servers.process import ServerProcess, free_port

ROOT_HOSTS = ["localhost", "127.0.0.1", "::1", socket.gethostname()]
"""Where a new data folder lets root log in from, without a password."""


def find(product: Product, directory: Path) -> MySQLFamily:
    """The server that the product's variable names, else a private one with files in ``directory``.

    Raises Missing if there is neither.
    """
    if url := os.environ.get(product.variable):
        return BorrowedServer(product, url)
    return PrivateServer(product, directory)


class PrivateServer(OwnProcess, MySQLFamily):
    """An instance of our own: own data directory, own port on loopback, passwords of its own.

    ``options`` are settings besides those that every one of its product has.
    """

    def __init__(
        self,
        product: Product,
        directory: Path,
        user: str = "django",
        options: Sequence[str] = (),
    ):
        super().__init__(
            product,
            login={},  # known once the port is
            directory=directory,
            user=user,
            log_name=f"{product.name}.log",
        )
        self.options = options

    def statement_log(self) -> Path:
        return self.directory / "statements.log"

    def start(self) -> None:
        if self.process is None:
            self._create()
        self.process.start()
        self.process.wait_until_ready(self.product, self._answers, self.start_timeout)

    def _answers(self) -> bool:
        with suppress(pymysql.OperationalError):
            return bool(self.query("SELECT 1"))
        return False

    def _create(self) -> None:
        """Copy the data folder, choose a port and write down who may log in."""
        self.directory.mkdir(parents=True, exist_ok=True)
        try:
            # Each server gives itself an id, by which replicas tell it from their own.
            shutil.copytree(self.of.data(), self.data, ignore=shutil.ignore_patterns("auto.cnf"))
        except Missing as missing:
            remedy = f"{missing.remedy}, or set {self.of.variable}"
            raise Missing(missing.reason, remedy) from missing
        self.login = {
            "host": "127.0.0.1",
            "port": free_port(),
            "user": "tests",
            "password": secrets.token_urlsafe(16),
        }
        temporary = self.directory / "tmp"  # a server that starts empties its own
        temporary.mkdir()
        users = self.directory / "users.sql"
        users.touch(mode=0o600)
        users.write_text(self._users())
        self.process = ServerProcess(
            [
                *self.of.command(),
                f"--datadir={self.data}",
                f"--tmpdir={temporary}",
                "--bind-address=127.0.0.1",
                f"--port={self.login['port']}",
                "--socket=socket",  # in the data folder: a whole path has to fit in 107 bytes
                f"--pid-file={self.directory / 'pid'}",
                "--skip-name-resolve",
                f"--init-file={users}",
                "--general-log=1",
                f"--general-log-file={self.statement_log()}",
                *self.of.options(),
                *self.options,
            ],
            self._log,
            signal.SIGTERM,
        )

    def _users(self) -> str:
        """The administrator, the user of the examples, and nobody else."""
        admin = self.login
        return f"""\
CREATE USER IF NOT EXISTS {admin["user"]} IDENTIFIED BY '{admin["password"]}';
GRANT ALL ON *.* TO {admin["user"]} WITH GRANT OPTION;
CREATE USER IF NOT EXISTS {self.user} IDENTIFIED BY '{self.password}';
GRANT ALL ON `example\\_%`.* TO {self.user};
GRANT ALL ON `test\\_example\\_%`.* TO {self.user};
DROP USER IF EXISTS {", ".join(f"root@'{host}'" for host in ROOT_HOSTS)};
"""
