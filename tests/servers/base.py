"""The verbs that every server has, whether it is ours or borrowed."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


class ServerError(Exception):
    """A server did not do what was asked; the message says what to do about it."""


class Missing(ServerError):
    """A server cannot be had on this machine.

    ``remedy`` says how to get it.
    """

    def __init__(self, reason: str, remedy: str):
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class Borrowed(ServerError):
    """A borrowed server was asked to stop, restart or freeze: someone else may be using it."""


@dataclass(frozen=True)
class Database:
    """An empty database of its own, made for one test."""

    name: str
    environment: dict[str, str] = field(repr=False)
    """The variables that an example reads: DB_NAME, DB_USER, …"""

    server: "Server"

    def mask(self, text: str) -> str:
        """``text`` with the values that differ from run to run replaced by their variable names."""
        for variable, value in self.environment.items():
            if variable in {"DB_NAME", "DB_PASSWORD", "DB_PORT"} and value:
                text = text.replace(value, f"${variable}")
        return text


class Server(ABC):
    """One database server or pooler."""

    name: str
    """As ``REQUIRE`` and the evidence call it: ``postgresql``."""
    product: str
    """As its makers write it: ``PostgreSQL``."""
    is_private = True
    """Whether this run started it and may stop, restart and freeze it."""
    outcome = "passed"
    """What the evidence calls it when a test's claim holds on this server."""

    @abstractmethod
    def start(self) -> None:
        """Start, and return once a client can log in. Raises ServerError within 30 seconds."""

    @abstractmethod
    def stop(self) -> None:
        """Stop and wait for it, disconnecting whoever is connected."""

    def discard(self) -> None:
        """Stop for good, in the fastest way: nobody needs what it holds."""
        self.stop()

    def restart(self) -> None:
        """Stop and start at the same address."""
        self.stop()
        self.start()

    @abstractmethod
    def freeze(self) -> None:
        """Make it stop answering without closing a connection, as an overloaded host does."""

    @abstractmethod
    def thaw(self) -> None:
        """Undo ``freeze``."""

    @abstractmethod
    def version(self) -> str:
        """The version, as the server itself reports it."""

    def software(self) -> dict:
        """The server, and the pooler in front of it if there is one, as evidence names them."""
        return {
            "server": {"product": self.product, "version": self.version()},
            "pooler": None,
        }

    @abstractmethod
    def connection_environment(self) -> dict[str, str]:
        """What an example reads to reach this server: everything except DB_NAME."""

    @abstractmethod
    def address(self) -> dict:
        """What another process needs to ``connect`` to this server: plain, picklable data."""

    @abstractmethod
    @contextmanager
    def database(self) -> Iterator[Database]:
        """An empty database, for one user at a time; its connections are closed on exit."""

    @abstractmethod
    def drop_databases(self) -> None:
        """Drop what ``database`` made in this process and kept for the next test."""

    @abstractmethod
    def sessions(self, database: Database) -> list[dict]:
        """The connections that the server itself sees on ``database``, oldest first."""

    def died(self) -> ServerError | None:
        """If this run started it and it ended by itself: how, with the end of its log."""
        return None

    def log(self) -> Path | None:
        """The log file, if it can be read from here."""
        return None
