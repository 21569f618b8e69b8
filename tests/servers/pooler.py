"""What poolers have in common: each test starts its own, with the configuration that it proves."""

import re
import signal
import subprocess
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import psycopg

from tests.servers.base import Database, Missing, Server, ServerError
from tests.servers.process import ServerProcess, free_port

CONNECT_TIMEOUT = 5  # seconds


class Pooler(Server):
    """A pooler between the examples and a database server, ``behind`` it."""

    process: ServerProcess | None = None
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(
        self,
        program: "PoolerProgram",
        configuration: Path,
        behind: Server,
        directory: Path,
    ):
        self.program = program
        self.configuration = configuration
        self.behind = behind
        self.directory = directory
        self.name = program.name
        self.product = program.product
        self.port = free_port()
        self._log = directory / f"{program.name}.log"

    def connection_environment(self) -> dict[str, str]:
        """What an example reads that is not the database server's own."""
        return {"DB_HOST": "127.0.0.1", "DB_PORT": str(self.port)}

    def start(self) -> None:
        self.process = ServerProcess(
            [*self.program.command, *self.arguments()],
            self._log,
            self.stop_signal,
            environment=self.environment(),
        )
        self.process.start()
        self.process.wait_until_ready(self.product, self.answers)

    @abstractmethod
    def arguments(self) -> list[str]:
        """What the program is started with, once its files are written."""

    def environment(self) -> dict[str, str] | None:
        """What the program's environment is, or None for this one."""
        return None

    def answers(self) -> bool:
        """Whether the project's user can log in."""
        behind = self.behind.connection_environment()
        try:
            psycopg.connect(
                host="127.0.0.1",
                port=self.port,
                user=behind["DB_USER"],
                password=behind["DB_PASSWORD"],
                dbname="postgres",
                connect_timeout=CONNECT_TIMEOUT,
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def version(self) -> str:
        return self.program.version()

    def stop(self) -> None:
        if self.process is not None:
            self.process.stop()

    def freeze(self) -> None:
        self.process.freeze()

    def thaw(self) -> None:
        self.process.thaw()

    def died(self) -> ServerError | None:
        return self.process.died(self.product) if self.process else None

    def log(self) -> Path:
        return self._log

    def address(self) -> dict:
        raise NotImplementedError("A pooler belongs to the test that started it.")

    @contextmanager
    def database(self) -> Iterator[Database]:
        """An empty database of the server behind, to be reached through the pooler.

        DB_DIRECT_HOST and DB_DIRECT_PORT go around the pooler.
        """
        with self.behind.database() as database:
            environment = {
                **database.environment,
                "DB_DIRECT_HOST": database.environment["DB_HOST"],
                "DB_DIRECT_PORT": database.environment["DB_PORT"],
                **self.connection_environment(),
            }
            yield replace(database, environment=environment, server=self)

    def drop_databases(self) -> None:
        pass  # the server behind made them

    def sessions(self, database: Database) -> list[dict]:
        """The connections that the database server behind sees: the pooler's."""
        return self.behind.sessions(database)

    def software(self) -> dict:
        return self.behind.software() | {
            "pooler": {"product": self.product, "version": self.version()}
        }


class PoolerProgram:
    """The program of a pooler, found on this machine.

    For the run it is what a server is: it can be missing, and workers are told where it is. It
    runs only in tests.
    """

    is_private = True
    pooler: ClassVar[type[Pooler]]
    name: ClassVar[str]
    product: ClassVar[str]

    def __init__(self, command: list[str]):
        self.command = command

    def start(self) -> None:
        """Nothing: a test starts it with ``configured``."""

    def version(self) -> str:
        """The version that the program itself reports. Raises Missing if it does not run."""
        result = subprocess.run(
            [*self.command, "--version"], capture_output=True, text=True, check=False
        )
        found = re.search(r"\d+(\.\d+)+", result.stdout + result.stderr)
        if result.returncode or not found:
            raise Missing(
                f"no {self.product} that runs: {(result.stderr or result.stdout).strip()}",
                f"remove {self.command[0]} and run again",
            )
        return found[0]

    def discard(self) -> None:
        """Nothing: a test stops what it started."""

    def died(self) -> None:
        return None

    def log(self) -> None:
        return None

    def drop_databases(self) -> None:
        pass

    def address(self) -> dict:
        return {"command": self.command}

    def configured(self, configuration: Path, behind: Server, directory: Path) -> Pooler:
        """A pooler that is not yet started: with this file, in front of ``behind``."""
        return self.pooler(self, configuration, behind, directory)
