"""MySQL and MariaDB: a private instance, or a borrowed one by its address."""

import os
import re
import secrets
import shutil
import signal
import socket
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pymysql

from tests.servers.base import Borrowed, Database, Missing, Server, ServerError
from tests.servers.mysql_product import Product
from tests.servers.process import START_TIMEOUT, ServerProcess, free_port

CONNECT_TIMEOUT = 5  # seconds
BORROWED_TIMEOUT = 3  # seconds
UNKNOWN_THREAD = 1094
ROOT_HOSTS = ["localhost", "127.0.0.1", "::1", socket.gethostname()]
"""Where a new data folder lets root log in from, without a password."""
GENERAL_LOG = re.compile(r"^(?:\S.*?)?\t+\s*(?P<pid>\d+) (?P<command>[A-Z][a-z ]+)\t(?P<text>.*)$")


class MySQLFamily(Server):
    """What private and borrowed servers have in common: they are asked over SQL."""

    def __init__(self, product: Product, login: dict):
        self.name = product.name
        self.product = product.product
        self.of = product
        self.login = login
        self._administrator: pymysql.Connection | None = None
        self._statements_start = 0

    def query(self, sql: str, *parameters) -> list[dict]:
        """Run ``sql`` as the administrator, over a connection that no example shares."""
        if self._administrator is None or not self._administrator.open:
            self._administrator = pymysql.connect(
                **self.login,
                autocommit=True,
                cursorclass=pymysql.cursors.DictCursor,
                connect_timeout=CONNECT_TIMEOUT,
                ssl_disabled=self.is_private,  # it is on loopback, and TLS takes time
            )
        with self._administrator.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return list(cursor.fetchall())

    def disconnect(self) -> None:
        """Close the administrator's connection; the next query opens another."""
        if self._administrator is not None and self._administrator.open:
            self._administrator.close()
        self._administrator = None

    def version(self) -> str:
        # "11.8.3-MariaDB-0+deb13u1 from Debian": the version is what stands before the dash.
        return re.match(r"[\d.]+", self.query("SELECT VERSION() AS version")[0]["version"])[0]

    def address(self) -> dict:
        return {
            "login": self.login,
            "environment": self.connection_environment(),
            "log": str(self.log() or ""),
            "statement_log": str(self.statement_log() or ""),
            "is_private": self.is_private,
        }

    def connection_environment(self) -> dict[str, str]:
        """Everything that an example reads, except the database's name."""
        return {
            "DB_USER": self.login["user"],
            "DB_PASSWORD": self.login["password"],
            "DB_HOST": self.login["host"],
            "DB_PORT": str(self.login["port"]),
        }

    @contextmanager
    def database(self) -> Iterator[Database]:
        name = f"example_{secrets.token_hex(6)}"
        self.query(f"CREATE DATABASE {name}")
        database = Database(name, {"DB_NAME": name, **self.connection_environment()}, self)
        try:
            yield database
        finally:
            self.terminate(database)
            self.query(f"DROP DATABASE {name}")

    def drop_databases(self) -> None:
        self.disconnect()

    def sessions(self, database: Database) -> list[dict]:
        return self.query(
            "SELECT ID AS pid, COMMAND AS state, INFO AS query FROM information_schema.PROCESSLIST"
            " WHERE DB = %s ORDER BY ID",
            database.name,
        )

    def terminate(
        self, database: Database, only: int | None = None, spare: int | None = None
    ) -> int:
        """Close connections to ``database``, as an administrator would; return how many, once gone.

        ``only`` and ``spare`` are the id of a connection to close alone, or to leave open.
        """
        pids = [
            session["pid"]
            for session in self.sessions(database)
            if session["pid"] != spare and only in (None, session["pid"])
        ]
        for pid in pids:
            try:
                self.query("KILL %s", pid)
            except pymysql.OperationalError as error:
                if error.args[0] != UNKNOWN_THREAD:  # it may have gone by itself
                    raise
        self._wait_until_gone(database, pids)
        return len(pids)

    def _wait_until_gone(self, database: Database, pids: list[int], timeout: float = 5) -> None:
        deadline = time.monotonic() + timeout
        while {session["pid"] for session in self.sessions(database)} & set(pids):
            if time.monotonic() > deadline:
                raise ServerError(
                    f"{self.product} did not close a connection within {timeout} seconds."
                )
            time.sleep(0.005)

    @contextmanager
    def limited_user(self, database: Database, limit: int) -> Iterator[Database]:
        """``database`` for a user of its own, who may have ``limit`` connections at a time.

        These servers have no limit for a database.
        """
        user, password = f"limited_{secrets.token_hex(4)}", secrets.token_urlsafe(16)
        self.query(
            f"CREATE USER {user} IDENTIFIED BY '{password}' WITH MAX_USER_CONNECTIONS {limit}"
        )
        self.query(f"GRANT ALL ON {database.name}.* TO {user}")
        login = {"DB_USER": user, "DB_PASSWORD": password}
        try:
            yield replace(database, environment=database.environment | login)
        finally:
            self.terminate(database)
            self.query(f"DROP USER {user}")

    def log_statements(self, database: Database) -> None:
        """From now on, what clients send to ``database`` can be read with ``statements``.

        Raises ServerError if the log cannot be read from here.
        """
        if self.statement_log() is None:
            raise ServerError(
                f"The general log of the {self.product} that {self.of.variable} names cannot be "
                "read from here: what a request sends is only seen on a private server."
            )
        self._statements_start = self.statement_log().stat().st_size

    def statements(self, database: Database) -> list[str]:
        """What clients have sent to ``database`` since ``log_statements``: SQL, or a command."""
        text = self.statement_log().read_bytes()
        ours, sent = set(), []
        for start, entry in entries(text):
            if entry["command"] == "Connect" and f" on {database.name} " in entry["text"]:
                ours.add(entry["pid"])
            elif entry["pid"] in ours and start >= self._statements_start:
                sent.append(entry["text"] if entry["command"] == "Query" else entry["command"])
        return [each for each in sent if each != "Quit"]

    @abstractmethod
    def statement_log(self) -> Path | None:
        """The general log, if it can be read from here."""


def entries(log: bytes) -> Iterator[tuple[int, dict]]:
    """The entries of a general log that fit on a line, each with where it starts."""
    start = 0
    for line in log.splitlines(keepends=True):
        if match := GENERAL_LOG.match(line.decode(errors="replace").rstrip("\n")):
            yield start, match.groupdict()
        start += len(line)


class BorrowedServer(MySQLFamily):
    """Somebody else's server: databases are made on it and dropped, and nothing else is touched."""

    is_private = False

    def __init__(self, product: Product, url: str):
        super().__init__(product, login={})
        self.url = url

    def start(self) -> None:
        try:
            self.login = parse(self.url)
        except ValueError as error:
            raise ServerError(
                f"{self.of.variable} does not name a server and a user: "
                f"write it as {self.of.login}."
            ) from error
        try:
            pymysql.connect(
                **self.login, connect_timeout=BORROWED_TIMEOUT, read_timeout=BORROWED_TIMEOUT
            ).close()
        except pymysql.Error as error:
            raise ServerError(
                f"The {self.product} that {self.of.variable} names does not answer "
                f"({error.args[-1]}): start it, correct {self.of.variable}, or unset it to use "
                "a private one."
            ) from error

    def statement_log(self) -> None:
        return None

    def stop(self) -> None:
        raise self._refusal("stopped")

    def freeze(self) -> None:
        raise self._refusal("frozen")

    def thaw(self) -> None:
        raise self._refusal("frozen")

    def _refusal(self, done: str) -> Borrowed:
        return Borrowed(
            f"The {self.product} that {self.of.variable} names is borrowed: it is never {done}."
        )


def parse(url: str) -> dict:
    """What a driver needs to log in at ``url``. Raises ValueError if something is missing."""
    parts = urlsplit(url)
    if not (parts.scheme in {"mysql", "mariadb"} and parts.hostname and parts.username):
        raise ValueError(url)
    return {
        "host": parts.hostname,
        "port": parts.port or 3306,
        "user": unquote(parts.username),
        "password": unquote(parts.password or ""),
    }


class KnownServer(BorrowedServer):
    """The run's own server, seen from a test worker that did not start it."""

    def __init__(
        self,
        product: Product,
        login: dict,
        environment: dict[str, str],
        log: str,
        statement_log: str,
        is_private: bool,
    ):
        super().__init__(product, url="")
        self.login = login
        self.is_private = is_private
        self._environment = environment
        self._log = Path(log) if log else None
        self._statement_log = Path(statement_log) if statement_log else None

    def connection_environment(self) -> dict[str, str]:
        return self._environment

    def log(self) -> Path | None:
        return self._log

    def statement_log(self) -> Path | None:
        return self._statement_log


class PrivateServer(MySQLFamily):
    """An instance of our own: own data directory, own port on loopback, passwords of its own."""

    def __init__(self, product: Product, directory: Path, user: str = "django"):
        super().__init__(product, login={})  # known once the port is
        self.directory = directory
        self.user = user
        self.password = secrets.token_urlsafe(16)
        self._log = directory / f"{self.name}.log"
        self.process: ServerProcess | None = None
        self.start_timeout = START_TIMEOUT

    def connection_environment(self) -> dict[str, str]:
        return super().connection_environment() | {
            "DB_USER": self.user,
            "DB_PASSWORD": self.password,
        }

    def log(self) -> Path:
        return self._log

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

    def stop(self) -> None:
        self.disconnect()
        if self.process is not None:
            self.process.stop()

    def discard(self) -> None:
        if self.process is not None:
            self.process.stop(signal.SIGKILL)  # writes no data to disk any more

    def freeze(self) -> None:
        self.process.freeze()

    def thaw(self) -> None:
        self.process.thaw()

    def is_running(self) -> bool:
        return self.process is not None and self.process.is_running()

    def died(self) -> ServerError | None:
        return self.process.died(self.product) if self.process else None

    def _create(self) -> None:
        """Copy the data folder, choose a port and write down who may log in."""
        self.directory.mkdir(parents=True, exist_ok=True)
        data = self.directory / "data"
        try:
            shutil.copytree(self.of.data(), data)
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
                f"--datadir={data}",
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


def find(product: Product, directory: Path) -> MySQLFamily:
    """The server that the product's variable names, else a private one with files in ``directory``.

    Raises Missing if there is neither.
    """
    if url := os.environ.get(product.variable):
        return BorrowedServer(product, url)
    return PrivateServer(product, directory)
