"""Oracle: borrowed by its address, or its driver alone where there is no database."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.servers.base import Borrowed, Database, Missing, Server, ServerError
from tests.waiting import eventually

ADDRESS = "ORACLE_URL"
CONNECT_TIMEOUT = 10  # seconds
USER = "django"


def find_oracle(directory: Path) -> "Oracle":
    """The server that ``ORACLE_URL`` names. Raises Missing if it names none."""
    if url := os.environ.get(ADDRESS):
        return Oracle(url)
    raise Missing(
        "no Oracle",
        f"docker compose up --wait oracle, and set {ADDRESS} as CONTRIBUTING.md says",
    )


class Oracle(Server):
    """Somebody else's server: users are made on it and dropped, and nothing else is touched.

    What a database is on other servers is a user here, with a schema of the same name.
    """

    name = "oracle"
    product = "Oracle"
    is_private = False

    def __init__(self, url: str):
        self.url = url
        self._administrator = None

    def start(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "oracle" or not (parts.username and parts.hostname and parts.path[1:]):
            raise ServerError(
                f"{ADDRESS} does not name a user, a server and a service: "
                "write it as oracle://system:password@host:1521/service."
            )
        import oracledb

        try:
            self.query("SELECT 1 FROM dual")
        except oracledb.Error as error:
            raise ServerError(
                f"The Oracle that {ADDRESS} names does not answer "
                f"({' '.join(str(error).split())}): "
                f"start it, correct {ADDRESS}, or unset it."
            ) from error

    def stop(self) -> None:
        raise Borrowed(f"The Oracle that {ADDRESS} names is borrowed: it is never stopped.")

    def freeze(self) -> None:
        raise Borrowed(f"The Oracle that {ADDRESS} names is borrowed: it is never frozen.")

    thaw = freeze

    def query(self, sql: str, **parameters) -> list[dict]:
        """Run ``sql`` as the administrator, over a connection that no example shares."""
        import oracledb  # here, since most runs have no use for it

        if self._administrator is None:
            parts = urlsplit(self.url)
            self._administrator = oracledb.connect(
                user=unquote(parts.username),
                password=unquote(parts.password or ""),
                host=parts.hostname,
                port=parts.port or 1521,
                service_name=parts.path[1:],
                tcp_connect_timeout=CONNECT_TIMEOUT,
            )
        with self._administrator.cursor() as cursor:
            cursor.execute(sql, parameters)
            if cursor.description is None:
                return []
            names = [column.name.lower() for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def version(self) -> str:
        return self.query("SELECT version_full FROM v$instance")[0]["version_full"]

    def address(self) -> dict:
        return {"url": self.url}

    def connection_environment(self) -> dict[str, str]:
        """Where the server is; who logs in is made anew for each test."""
        parts = urlsplit(self.url)
        return {"DB_HOST": parts.hostname, "DB_PORT": str(parts.port or 1521)}

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A user of its own with an empty schema."""
        user, password = f"EXAMPLE_{secrets.token_hex(6).upper()}", secrets.token_urlsafe(16)
        self.query(f'CREATE USER {user} IDENTIFIED BY "{password}" QUOTA UNLIMITED ON users')
        self.query(f"GRANT CREATE SESSION, CREATE TABLE, CREATE SEQUENCE TO {user}")
        environment = {
            **self.connection_environment(),
            "DB_NAME": urlsplit(self.url).path[1:],
            "DB_USER": user,
            "DB_PASSWORD": password,
        }
        database = Database(user, environment, self)
        try:
            yield database
        finally:
            self.terminate(database)
            self.query(f"DROP USER {user} CASCADE")

    def drop_databases(self) -> None:
        if self._administrator is not None:
            self._administrator.close()
            self._administrator = None

    def sessions(self, database: Database) -> list[dict]:
        return self.query(
            'SELECT sid, serial# AS "SERIAL", status FROM v$session'
            " WHERE username = :name AND status <> 'KILLED' ORDER BY logon_time, sid",
            name=database.name,
        )

    def terminate(self, database: Database) -> int:
        """Kill the user's sessions, as an administrator does; return how many, once gone."""
        sessions = self.sessions(database)
        for session in sessions:
            address = f"{session['sid']},{session['serial']}"
            self.query(f"ALTER SYSTEM KILL SESSION '{address}' IMMEDIATE")
        if left := eventually(lambda: self.sessions(database), []):
            raise ServerError(f"Oracle did not end these sessions: {left}.")
        return len(sessions)


class OracleDriver:
    """Stands where a server would: Django and the real driver get as far as its closed port.

    What a test shows here is true of the settings and the driver; nothing ran on Oracle.
    """

    product = "Oracle"
    outcome = "checked-by-driver"

    def __init__(self, port: int):
        self.port = port

    def software(self) -> dict:
        return {"server": {"product": self.product, "version": None}, "pooler": None}

    @contextmanager
    def database(self) -> Iterator[Database]:
        environment = {
            "DB_HOST": "127.0.0.1",
            "DB_PORT": str(self.port),
            "DB_NAME": "FREEPDB1",
            "DB_USER": USER,
            "DB_PASSWORD": secrets.token_urlsafe(16),
        }
        yield Database(USER, environment, self)


@contextmanager
def oracle_driver() -> Iterator[OracleDriver]:
    """The driver alone, with a port that is taken and refuses every connection."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield OracleDriver(taken.getsockname()[1])
