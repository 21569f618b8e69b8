"""MySQL and MariaDB, asked over SQL."""

import re
import secrets
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pymysql

from tests.servers.base import Database, Server, ServerError
from tests.servers.mysql_product import Product

CONNECT_TIMEOUT = 5  # seconds
UNKNOWN_THREAD = 1094
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

    def run_file(self, file: Path, **variables: str) -> None:
        """Run an SQL file as the administrator, with ``variables`` set for its session.

        None of its statements may have a semicolon in it.
        """
        for name, value in variables.items():
            self.query(f"SET @{name} = %s", value)
        for statement in file.read_text().split(";"):
            if statement.strip():
                self.query(statement)

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
