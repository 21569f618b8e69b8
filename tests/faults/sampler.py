"""How many connections the database server sees from a project, asked again and again."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pymysql

from tests.servers import KNOW, Database, Server

INTERVAL = 0.2  # seconds: each span of a timeline has a sample
SILENT = (psycopg.Error, pymysql.Error)


class Sampler:
    """Asks the server itself, over a connection of its own, which nothing else waits for."""

    def __init__(self, server: Server, database: Database):
        self.server = KNOW[server.name](**server.address())
        self.database = database
        self.samples: list[tuple[float, int | None]] = []
        """When it was asked, and what it said: None if it did not answer."""
        self._turn = threading.Lock()

    def ask(self) -> int | None:
        """How many connections there are now."""
        with self._turn:
            asked = time.monotonic()
            try:
                seen = len(self.server.sessions(self.database))
            except SILENT:
                self.server.disconnect()
                seen = None
            self.samples.append((asked, seen))
        return seen

    @contextmanager
    def running(self) -> Iterator["Sampler"]:
        """Keep asking while the block runs."""
        over = threading.Event()

        def keep_asking():
            while not over.wait(INTERVAL):
                self.ask()

        thread = threading.Thread(target=keep_asking, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            over.set()
            thread.join(10)
            self.server.disconnect()
