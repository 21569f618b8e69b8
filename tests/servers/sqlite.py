"""SQLite: a library and a file; there is no server to start."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.servers.base import Database, Server, ServerError


class SQLite(Server):
    """Each database is a file of its own in a directory that goes with it."""

    name = "sqlite"
    product = "SQLite"

    def __init__(self, directory: Path | str):
        self.directory = directory
        Path(directory).mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    def freeze(self) -> None:
        raise ServerError("SQLite runs inside the application: there is no server to freeze.")

    thaw = freeze

    def version(self) -> str:
        return sqlite3.sqlite_version

    def connection_environment(self) -> dict[str, str]:
        return {}

    def address(self) -> dict:
        return {"directory": str(self.directory)}

    @contextmanager
    def database(self) -> Iterator[Database]:
        with tempfile.TemporaryDirectory(prefix="sqlite-", dir=self.directory) as directory:
            name = str(Path(directory) / "db.sqlite3")
            yield Database(name, {"DB_NAME": name}, self)

    def drop_databases(self) -> None:
        pass

    def sessions(self, database: Database) -> list[dict]:
        """The processes that hold the file open, once per open handle."""
        return [
            {"pid": process.pid}
            for process in psutil.process_iter(["open_files"])
            for file in process.info["open_files"] or []
            if file.path == database.name
        ]
