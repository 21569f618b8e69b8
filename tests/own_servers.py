"""A server of one test's own, which it may fill, stop and restart."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import Missing, Server
from tests.servers.postgresql_private import PrivatePostgreSQL


@contextmanager
def own(server: Server) -> Iterator[Server]:
    """``server`` while the block runs; the test is left out where it cannot be had."""
    try:
        server.start()
        try:
            yield server
        finally:
            server.disconnect()
    except Missing as missing:
        pytest.skip(f"{missing}: {missing.remedy}")
    finally:
        server.discard()


class SmallPostgreSQL(PrivatePostgreSQL):
    """A server with few connections, so that a test can use them up."""

    def __init__(self, directory: Path, max_connections: int):
        super().__init__(directory)
        self.max_connections = max_connections

    def options(self) -> dict[str, object]:
        return super().options() | {"max_connections": self.max_connections}
