"""One cell of the table: an approach's project, on servers of its own, to which a fault happens."""

import platform
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks import machine
from tests.faults.approaches import Approach
from tests.faults.fault import Fault
from tests.faults.load import Load
from tests.faults.outcome import Times, observed
from tests.faults.sampler import Sampler
from tests.own_servers import own
from tests.plugins.projects import Projects
from tests.servers import Borrowed, Pooler, Server
from tests.servers.mariadb import MARIADB, WITHOUT_TLS
from tests.servers.mysql import MYSQL
from tests.servers.mysql_private import PrivateServer
from tests.servers.postgresql_private import PrivatePostgreSQL
from tests.servers.run_directory import end

BEFORE = 1.5  # seconds of load before the fault
AFTER = 1.5  # seconds of load after the project is healthy again
LIMIT = 20  # seconds after which a project that is not healthy is restarted
LIMIT_OF_NATIVE_POOL = 40
"""psycopg's pool tries for the sixth time 31 s after the fault, or with its jitter up to 34 s."""
POOL_SIZE_OF_POOLER = 5  # in the pgbouncer.ini of the approaches
OWN_SERVERS = {
    "postgresql": PrivatePostgreSQL,
    "mariadb": partial(PrivateServer, MARIADB, options=WITHOUT_TLS),
    "mysql": partial(PrivateServer, MYSQL),
}


class Cell:
    """What a fault may touch, all of it this cell's own."""

    def __init__(
        self,
        approach: Approach,
        fault: Fault,
        projects: Projects,
        start_pooler: Callable[[str, Server], Pooler],
        *,
        before: float = BEFORE,
        after: float = AFTER,
    ):
        self.approach = approach
        self.fault = fault
        self.settings = fault.settings.get(approach.name, approach.settings)
        self.projects = projects
        self.start_pooler = start_pooler
        self.before = before
        self.after = after
        self.notes: dict[str, str | int] = {}
        """What only this fault asks: a question in a few words, and its answer."""
        # A worker that accepted more requests than it has threads would leave another idle.
        self.environment = {"WORKER_CONNECTIONS": str(fault.threads)}
        """Variables that the project gets besides those of its database."""
        self.threads: list[threading.Timer] = []
        self.cleanup = ExitStack()
        """What has to be undone before the database is emptied."""

    @contextmanager
    def started(self) -> Iterator["Cell"]:
        """The cell with its servers and its project running, while the block runs."""
        folder = Path(tempfile.mkdtemp(prefix="own-", dir=self.projects.directory))
        own_server = {**OWN_SERVERS, **self.fault.servers}[self.approach.server]
        with own(own_server(folder)) as self.server:
            self.pooler = None
            if self.approach.pooler:
                self.pooler = self.start_pooler(self.approach.pooler, self.server)
            with (self.pooler or self.server).database() as self.database, self.cleanup:
                self.fault.prepare(self)
                self.serve()
                try:
                    self.fault.furnish(self)
                    yield self
                finally:
                    self.stop_serving()

    def serve(self, **environment: str) -> None:
        """Start the project, or start it again as a deployment does, with more variables."""
        self.site = self.projects.serve(
            self.settings,
            self.pooler or self.server,
            workers=self.fault.workers,
            threads=self.fault.threads,
            database=self.database,
            **self.environment,
            **environment,
        )
        self.web_server = psutil.Process(self.site.process()).parent()

    def stop_serving(self) -> None:
        """End the project's processes at once."""
        end(self.web_server)

    @property
    def all_threads(self) -> int:
        return self.fault.workers * self.fault.threads

    @property
    def limit(self) -> float:
        """Seconds after which the project is restarted if it is not healthy."""
        return LIMIT_OF_NATIVE_POOL if "psycopg-pool" in self.approach.packages else LIMIT

    def sweep(self, patience: float | None = None) -> bool:
        """Whether each thread of the project answers right, at the same time as all others."""
        return self.load.sweep(self.all_threads, patience or self.limit)

    def meanwhile(self, seconds: float, do: Callable[[], object]) -> None:
        """Do something so many seconds from now, in a thread that the cell waits for at its end.

        It must start no server: that would end with the thread.
        """
        timer = threading.Timer(seconds, do)
        timer.start()
        self.threads.append(timer)

    @property
    def connections_of_a_process(self) -> int:
        """How many connections a process may hold: its pool's, or those of the pooler."""
        return self.approach.pool_size or POOL_SIZE_OF_POOLER

    def connections_held(self) -> int:
        """How many connections the project itself holds, to the server or to the pooler."""
        if self.pooler:
            return len(self.pooler.clients(self.database))
        return self.sampler.ask()

    def private(self) -> Server:
        """The server, to be stopped, frozen or filled. Raises Borrowed if it is not ours."""
        if not self.server.is_private:
            raise Borrowed("A fault is for a server of its own: this one is borrowed.")
        return self.server

    def run(self) -> dict:
        """Bring the fault about, and return what was observed, as evidence has it."""
        software = self.software()
        statements = partial(self.fault.statements, server=self.approach.server)
        self.load = Load(self.site, statements)
        self.sampler = Sampler(self.server, self.database)
        with self.sampler.running(), self.load.steady() as self.clients:
            if not self.sweep():
                raise AssertionError(f"The project was not healthy before the fault: {self.last()}")
            self.load.forget()
            times = Times(begun=time.monotonic())
            time.sleep(self.before)
            if self.fault.idle:
                self.clients.pause()
            self.private()
            self.sampler.ask()
            times.struck = time.monotonic()
            self.strike()
            times.over = time.monotonic()
            if self.fault.idle:
                self.load.send()  # alone, as the first request in the morning is
            self.clients.resume()
            self.recover(times)
            time.sleep(self.after)
            self.sampler.ask()
            times.ended = time.monotonic()
        for thread in self.threads:
            thread.join()
        return {
            **observed(self.load.log, self.sampler.samples, times, self.mask),
            "also": self.notes,
            "software": software,
            "machine": machine.facts(),
        }

    def strike(self) -> None:
        """Bring the fault about. If that fails, end at once what others would wait for."""
        try:
            self.fault.strike(self)
        except BaseException:
            self.stop_serving()
            for each in filter(None, (self.server, self.pooler)):
                with suppress(psutil.NoSuchProcess):
                    each.thaw()
            raise

    def recover(self, times: Times) -> None:
        """Note when the project is healthy: by itself, or after a restart, or one of the pooler."""
        deadline, pause = times.over + self.limit, 0.1
        while (left := deadline - time.monotonic()) > 0:
            if self.sweep(left):
                times.healthy = time.monotonic()
                return
            time.sleep(pause)
            pause = min(2 * pause, 1)
        self.clients.pause()  # or the restart itself would fail requests
        times.restarted = time.monotonic()
        self.stop_serving()
        self.serve()
        self.load.site = self.site
        self.clients.resume()
        healthy = self.sweep()
        if not healthy and self.pooler:
            self.pooler.restart()
            times.pooler_restarted = True
            healthy = self.sweep()
        if healthy:
            times.healthy = time.monotonic()

    def software(self) -> dict:
        """The versions that ran: the servers' as they report them."""
        packages = {name: version(name) for name in ("Django", *self.approach.packages)}
        python = ".".join(platform.python_version_tuple()[:2])
        return self.database.server.software() | {"packages": packages, "python": python}

    def mask(self, text: str) -> str:
        """``text`` without what differs from run to run."""
        return self.database.mask(text)

    def last(self) -> object:
        """The last request that went wrong."""
        return next((each for each in reversed(self.load.log) if not each.right), None)
