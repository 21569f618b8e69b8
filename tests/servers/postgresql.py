"""PostgreSQL, asked over SQL, and the one that is borrowed by its address."""

import asyncio
import re
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.servers import borrowed
from tests.servers.base import Borrowed, Database, Server, ServerError
from tests.servers.postgresql_binaries import address_variable, binaries

OURSELVES = "the tests"  # application_name
CONNECT_TIMEOUT = 5  # seconds
BORROWED_TIMEOUT = 3  # seconds


class PostgreSQL(Server):
    """What a private and a borrowed server have in common: they are asked over SQL."""

    name = "postgresql"
    product = "PostgreSQL"

    def __init__(self, conninfo: str, variable: str = address_variable()):
        self.conninfo = conninfo
        self.variable = variable
        self._administrator: psycopg.Connection | None = None
        self._spare_databases: list[str] = []
        self._statements_start = 0

    def query(self, sql: str, *parameters) -> list[dict]:
        """Run ``sql`` as the administrator, over a connection that no example shares."""
        if self._administrator is None or self._administrator.closed:
            self._administrator = psycopg.connect(
                self.conninfo,
                autocommit=True,
                row_factory=psycopg.rows.dict_row,
                application_name=OURSELVES,
                connect_timeout=CONNECT_TIMEOUT,
            )
        cursor = self._administrator.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []

    def run_file(self, file: Path, **variables: str) -> None:
        """Run an SQL file as the administrator, with psql, as its reader would.

        Raises ServerError with what psql printed.
        """
        result = subprocess.run(
            [
                str(binaries() / "psql"),
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                *(f"--set={name}={value}" for name, value in variables.items()),
                f"--file={file}",
                self.conninfo,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise ServerError(f"psql could not run {file.name}: {result.stderr.strip()}")

    def disconnect(self) -> None:
        """Close the administrator's connection; the next query opens another."""
        if self._administrator is not None:
            self._administrator.close()

    def version(self) -> str:
        # "18.6 (Debian 18.6-1)" on a packaged server: the first word is the version.
        return self.query("SHOW server_version")[0]["server_version"].split()[0]

    def address(self) -> dict:
        return {
            "conninfo": self.conninfo,
            "variable": self.variable,
            "environment": self.connection_environment(),
            "log": str(self.log() or ""),
            "goes_with_the_run": self.is_private,
        }

    def connection_environment(self) -> dict[str, str]:
        """Everything that an example reads, except the database's name."""
        info = psycopg.conninfo.conninfo_to_dict(self.conninfo)
        return {
            "DB_USER": info["user"],
            "DB_PASSWORD": info.get("password", ""),
            "DB_HOST": info["host"],
            "DB_PORT": str(info.get("port", 5432)),
        }

    @contextmanager
    def database(self) -> Iterator[Database]:
        """An empty database, recycled from an earlier test where possible.

        Making one costs the file system 300 files, many times what emptying one does.
        """
        environment = self.connection_environment()
        name = self._spare_databases.pop() if self._spare_databases else self._create_database()
        database = Database(name, {"DB_NAME": name, **environment}, self)
        unused = self._changes(name)
        try:
            yield database
        finally:
            self.terminate(database)
            if not self.is_private or self._changes(name) != unused:
                self._empty_database(name)
            self._spare_databases.append(name)

    def _create_database(self) -> str:
        name = f"example_{secrets.token_hex(6)}"
        owner = self.connection_environment()["DB_USER"]
        # Several times as fast, at the price of a checkpoint: not on somebody else's server.
        strategy = "STRATEGY FILE_COPY" if self.is_private else ""
        self.query(f'CREATE DATABASE "{name}" OWNER "{owner}" {strategy}')
        return name

    def _changes(self, name: str) -> list[dict]:
        """What is different after a write, system tables included, or a setting of the database.

        A server process that is gone has been counted, since PostgreSQL 15, as all of ours are.
        """
        return self.query(
            "SELECT tup_inserted, tup_updated, tup_deleted, stats_reset, datconnlimit,"
            " ARRAY(SELECT setconfig FROM pg_db_role_setting WHERE setdatabase = oid) AS settings"
            " FROM pg_stat_database JOIN pg_database ON oid = datid WHERE pg_database.datname = %s",
            name,
        )

    def _empty_database(self, name: str) -> None:
        self.query(f'ALTER DATABASE "{name}" RESET ALL')
        self.query(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1')
        with psycopg.connect(
            self.conninfo, dbname=name, autocommit=True, application_name=OURSELVES
        ) as connection:
            schemas = connection.execute(
                "SELECT nspname FROM pg_namespace"
                " WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
            )
            for (schema,) in schemas.fetchall():
                connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
            connection.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner")

    def drop_databases(self) -> None:
        """Drop the databases that this process made."""
        while self._spare_databases:
            self.query(f'DROP DATABASE "{self._spare_databases.pop()}" WITH (FORCE)')
        self.disconnect()

    def sessions(self, database: Database) -> list[dict]:
        return self.query(
            "SELECT pid, state, query, wait_event, application_name FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'"
            # The one that emptied the database may be seen a moment after it was closed.
            " AND application_name <> %s ORDER BY backend_start",
            database.name,
            OURSELVES,
        )

    def terminate(
        self, database: Database, only: int | None = None, spare: int | None = None
    ) -> int:
        """Close connections to ``database``, as an idle timeout would; return how many, once gone.

        ``only`` and ``spare`` are the pid of a server process to close alone, or to leave open.
        """
        pids = [
            session["pid"]
            for session in self.sessions(database)
            if session["pid"] != spare and only in (None, session["pid"])
        ]
        for pid in pids:
            self.query("SELECT pg_terminate_backend(%s)", pid)
        self._wait_until_gone(database, pids)
        return len(pids)

    def _wait_until_gone(self, database: Database, pids: list[int], timeout: float = 5) -> None:
        # PostgreSQL can wait for this itself, but looks only every 100 ms.
        deadline = time.monotonic() + timeout
        while {session["pid"] for session in self.sessions(database)} & set(pids):
            if time.monotonic() > deadline:
                raise ServerError(
                    f"PostgreSQL did not close a connection within {timeout} seconds."
                )
            time.sleep(0.005)

    def limit_connections(self, database: Database, limit: int) -> None:
        """Have the server refuse connections to ``database`` beyond ``limit``."""
        self.query(f'ALTER DATABASE "{database.name}" CONNECTION LIMIT {limit}')

    def log_statements(self, database: Database) -> None:
        """Have every statement that new connections to ``database`` send written to the log.

        Raises ServerError if the log cannot be read from here.
        """
        if self.log() is None:
            raise ServerError(
                f"The log of the PostgreSQL that {self.variable} names cannot be read from here: "
                "what a request sends is only seen on a private server."
            )
        self.query(f"ALTER DATABASE \"{database.name}\" SET log_statement = 'all'")
        self._statements_start = self.log().stat().st_size  # what is before is another test's

    def statements(self, database: Database) -> list[str]:
        """What clients have sent to ``database`` since ``log_statements``."""
        logged = re.compile(
            rf"\[{database.name}\] LOG:  (?:statement|execute [^:]+): (.*)", re.ASCII
        )
        with self.log().open("rb") as log:
            log.seek(self._statements_start)
            lines = log.read().decode(errors="replace").splitlines()
        return [match[1].strip() for line in lines if (match := logged.search(line))]


def oldest() -> tuple[int, ...]:
    """The oldest version that the installed Django accepts."""
    # Importing Django takes a while, which only a borrowed server is worth.
    from django.db.backends.postgresql.features import DatabaseFeatures

    return DatabaseFeatures.minimum_database_version


class BorrowedPostgreSQL(PostgreSQL):
    """Somebody else's server: databases are made on it and dropped, and nothing else is touched."""

    is_private = False

    def __init__(self, conninfo: str, variable: str = address_variable(), major: int | None = None):
        super().__init__(conninfo, variable)
        self.major = major

    def start(self) -> None:
        try:
            self.connection_environment()
        except (psycopg.Error, KeyError) as error:
            raise ServerError(
                f"{self.variable} does not name a server and a user: "
                "write it as postgresql://user:password@host:port/database."
            ) from error
        try:
            asyncio.run(asyncio.wait_for(self._answer(), BORROWED_TIMEOUT))
        except (psycopg.Error, TimeoutError) as error:
            why = " ".join(str(error).split()) or f"no answer within {BORROWED_TIMEOUT} seconds"
            wrong = borrowed.refusing if "FATAL:" in why else borrowed.silent
            raise wrong(self.product, self.variable, why) from error
        found = self.version()
        self.disconnect()
        borrowed.check_version(
            self.product,
            self.variable,
            found,
            oldest=oldest(),
            series=str(self.major or ""),
        )

    async def _answer(self) -> None:
        # asyncio, since libpq's own timeout starts anew for each of the host's addresses.
        async with await psycopg.AsyncConnection.connect(self.conninfo) as connection:
            await connection.execute("SELECT 1")

    def stop(self) -> None:
        self._refuse("stopped")

    def freeze(self) -> None:
        self._refuse("frozen")

    def thaw(self) -> None:
        self._refuse("frozen")

    def _refuse(self, what: str) -> None:
        raise Borrowed(
            f"The PostgreSQL that {self.variable} names is borrowed: it is never {what}."
        )


class KnownPostgreSQL(BorrowedPostgreSQL):
    """The run's own server, seen from a test worker that did not start it."""

    def __init__(
        self,
        conninfo: str,
        variable: str,
        environment: dict[str, str],
        log: str,
        goes_with_the_run: bool,
    ):
        super().__init__(conninfo, variable)
        self.is_private = goes_with_the_run
        self._environment = environment
        self._log = Path(log) if log else None

    def connection_environment(self) -> dict[str, str]:
        return self._environment

    def log(self) -> Path | None:
        return self._log

    def drop_databases(self) -> None:
        if self.is_private:
            self.disconnect()
        else:
            super().drop_databases()
