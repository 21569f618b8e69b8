"""MySQL and MariaDB, borrowed by their address."""

from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pymysql

from tests.servers import borrowed
from tests.servers.base import Borrowed, ServerError
from tests.servers.mysql_family import MySQLFamily
from tests.servers.mysql_product import Product

BORROWED_TIMEOUT = 3  # seconds
REFUSED = {1044, 1045, 1049, 1698}
"""No right to the database, wrong user or password, no such database, no such login."""


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
            wrong = borrowed.refusing if error.args[0] in REFUSED else borrowed.silent
            raise wrong(self.product, self.of.variable, str(error.args[-1])) from error
        said = self.query("SELECT VERSION() AS version")[0]["version"]
        found = self.version()
        self.disconnect()
        self._check_product(said)
        borrowed.check_version(
            self.product,
            self.of.variable,
            found,
            oldest=oldest(self.product),
            series=self.of.series,
        )

    def _check_product(self, said: str) -> None:
        found = "MariaDB" if "MariaDB" in said else "MySQL"
        if found != self.product:
            raise ServerError(
                f"The {self.product} that {self.of.variable} names is {found} {said}: "
                f"name another, or unset {self.of.variable} to use a private one."
            )

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


def oldest(product: str) -> tuple[int, ...]:
    """The oldest version of MySQL or MariaDB that the installed Django accepts."""
    # Importing Django takes a while, which only a borrowed server is worth.
    from django.db.backends.mysql.features import DatabaseFeatures

    connection = SimpleNamespace(mysql_is_mariadb=product == "MariaDB")
    return DatabaseFeatures(connection).minimum_database_version


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
