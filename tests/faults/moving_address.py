"""An address that moves from one server to another, as in a failover: open connections stay."""

import selectors
import socket
import threading
from contextlib import suppress

from tests.failover import Pair
from tests.servers import Server
from tests.servers.postgresql import PostgreSQL


class MovingAddress:
    """A port on loopback that passes each new connection to the server it points at."""

    def __init__(self, server: Server):
        self._target = port_of(server)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def move_to(self, server: Server) -> None:
        """Have new connections go to ``server``; those that are open stay where they are."""
        self._target = port_of(server)

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._pass_on, args=[client], daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        target = ("127.0.0.1", self._target)
        with client, suppress(OSError), socket.create_connection(target) as server:
            copy(client, server)


def port_of(server: Server) -> int:
    return int(server.connection_environment()["DB_PORT"])


def copy(one: socket.socket, other: socket.socket) -> None:
    """Pass on what either side sends, until one of them closes."""
    with selectors.DefaultSelector() as ready:
        ready.register(one, selectors.EVENT_READ, other)
        ready.register(other, selectors.EVENT_READ, one)
        while True:
            for key, _ in ready.select():
                data = key.fileobj.recv(65536)
                if not data:
                    return
                key.data.sendall(data)


class BehindAddress(Server):
    """What is asked of a primary and its replica; stands before the class that has the two.

    Projects and poolers know an address that is at the primary.
    """

    address_of_primary: MovingAddress | None = None

    def start(self) -> None:
        super().start()
        self.address_of_primary = MovingAddress(self)

    def discard(self) -> None:
        if self.address_of_primary:
            self.address_of_primary.close()
        super().discard()

    def connection_environment(self) -> dict[str, str]:
        environment = super().connection_environment()
        if self.address_of_primary:
            environment["DB_PORT"] = str(self.address_of_primary.port)
        return environment


class PairBehindAddress(BehindAddress, Pair):
    """A primary PostgreSQL and its replica."""

    def address(self) -> dict:
        """The primary's own: what watches it needs no replica."""
        return PostgreSQL.address(self)

    def refuse_writes(self, on: bool) -> None:
        """Have the primary refuse to write, or write again."""
        self.query("SET default_transaction_read_only = off")
        self.query(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if on else 'off'}")
        self.query("SELECT pg_reload_conf()")
