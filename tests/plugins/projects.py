"""Run an example as a Django project behind a real web server and talk to it over HTTP."""

import difflib
import http.client
import itertools
import json
import multiprocessing
import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.project import child, manage, session, web
from tests.servers import Database, Pooler, PoolerProgram, Server
from tests.servers.process import tail
from tests.waiting import eventually

EXAMPLES = Path(__file__).parents[2] / "examples"
GATE_TIMEOUT = 20  # seconds
ANSWER_TIMEOUT = 60  # seconds: longer than any timeout that an example sets


class ViewError(Exception):
    """The view raised; ``errors`` holds what it raised and the causes, outermost first."""

    def __init__(self, errors: list[dict]):
        super().__init__(f"{errors[0]['type']}: {errors[0]['message']}")
        self.errors = errors

    @property
    def type(self) -> str:
        return self.errors[0]["type"]

    @property
    def message(self) -> str:
        return self.errors[0]["message"]


class Gate:
    """Where views wait, each holding its connection, until the test lets them all go."""

    def __init__(self, timeout: float = GATE_TIMEOUT):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(timeout)
        self.address = self._listener.getsockname()
        self._waiting: list[socket.socket] = []

    def wait_for(self, count: int) -> None:
        """Return once ``count`` views have arrived."""
        while len(self._waiting) < count:
            try:
                self._waiting.append(self._listener.accept()[0])
            except TimeoutError:
                raise AssertionError(
                    f"Of {count} views only {len(self._waiting)} ran at the same time."
                ) from None

    def open(self) -> None:
        """Let the waiting views return."""
        while self._waiting:
            self._waiting.pop().close()

    def close(self) -> None:
        self.open()
        self._listener.close()


@dataclass
class Site:
    """A running project. Each ``sql`` is one HTTP request, on a client connection of its own."""

    port: int
    database: Database
    log: Path

    def sql(
        self,
        *statements: str,
        alias: str = "default",
        gate: Gate | None = None,
        atomic: bool = False,
    ) -> list:
        """The rows of the last statement. Raises ViewError if the view raised."""
        return self.ask(
            "/sql",
            statements=statements,
            alias=alias,
            gate=gate.address if gate else None,
            atomic=atomic,
        )["rows"]

    def value(self, *statements: str, **options):
        """The single value that the last statement returns."""
        return self.sql(*statements, **options)[0][0]

    def pool(self, alias: str = "default") -> dict[str, int]:
        """The pool's own statistics."""
        return self.ask("/pool", alias=alias)["statistics"]

    def pool_options(self, alias: str = "default") -> dict[str, float]:
        """The options that the pool runs with, psycopg's defaults included. Times in seconds."""
        return self.ask("/pool", alias=alias)["options"]

    def process(self) -> int:
        """The pid of the worker that answers a request without touching the database."""
        return self.ask("/process")["process"]

    def ask(self, path: str, **body) -> dict:
        """The answer, once the request is over and has given back what it held.

        The answer comes a moment before that; then the server closes the connection.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_TIMEOUT)
        try:
            connection.request("POST", path, json.dumps(body), {"Connection": "close"})
            with connection.sock.dup() as line:
                response = connection.getresponse()
                answer = json.loads(response.read())
                with suppress(ConnectionResetError):
                    line.recv(1)
        except (OSError, http.client.HTTPException) as error:
            raise AssertionError(
                f"The example's project did not answer {path}: {error!r}. It printed:\n"
                + tail(self.log)
            ) from error
        finally:
            connection.close()
        if response.status != 200:
            raise ViewError(answer["errors"])
        return answer

    def sessions(self) -> list[dict]:
        """The connections that the database server sees from this project."""
        return self.database.server.sessions(self.database)

    def wait_for_pool(self, connections: int, alias: str = "default") -> int:
        """Wait until the pool has ``connections`` ready for use; return how many it has.

        The server sees a connection a moment before the pool hands it out.
        """
        return eventually(lambda: self.pool(alias)["pool_available"], connections)

    def at_once(self, count: int, *statements: str, alias: str = "default") -> list:
        """``count`` requests that all hold their connection at the same time: their rows."""
        with self.holding(count, *statements, alias=alias) as requests:
            pass
        return [request.result() for request in requests]

    @contextmanager
    def holding(self, count: int, *statements: str, **options):
        """Keep ``count`` views waiting, each with its connection, while the block runs.

        ``options`` are those of ``sql``: with ``atomic``, each keeps a transaction open, too.
        """
        gate = Gate()
        with ThreadPoolExecutor(count) as clients:
            try:
                requests = [
                    clients.submit(self.sql, *statements, gate=gate, **options)
                    for _ in range(count)
                ]
                gate.wait_for(count)
                yield requests
            finally:
                gate.close()

    @contextmanager
    def waiting(self, count: int, *statements: str, alias: str = "default"):
        """Send ``count`` requests that have to wait for a connection while the block runs.

        What they return or raise later is of no interest.
        """
        clients = ThreadPoolExecutor(count)
        for _ in range(count):
            clients.submit(self.sql, *statements, alias=alias)
        try:
            yield
        finally:
            clients.shutdown(wait=False)

    def crowd(self, clients: int, requests: int, *statements: str, **options) -> Iterator:
        """``requests`` requests from ``clients`` clients that never pause: their rows.

        ``options`` are those of ``sql``.
        """
        with ThreadPoolExecutor(clients) as pool:
            yield from pool.map(lambda _: self.sql(*statements, **options), range(requests))


class Projects:
    """Starts projects for one test and stops them at its end."""

    def __init__(self, directory: Path, cleanup: ExitStack, update_examples: bool):
        self.directory = directory
        self.examples = EXAMPLES
        self.update_examples = update_examples
        self.cleanup = cleanup
        self.logs: list[Path] = []
        self.poolers: list[Pooler] = []
        self.used: dict[str, Database] = {}
        self.environment: dict[str, str] = {}
        """Variables that every project of this test gets."""
        self.libraries: dict[str, str] = {}
        """What is not Python but decides what a driver does, with versions."""
        self._numbers = itertools.count()

    def serve(
        self,
        example: str,
        server: Server,
        *,
        workers: int = 1,
        threads: int = 8,
        database: Database | None = None,
        **environment: str | None,
    ) -> Site:
        """Run ``examples/<example>`` under gunicorn, on a new database unless one is given.

        ``environment`` adds variables to the database's own, or with None removes one.
        """
        database = database or self.cleanup.enter_context(server.database())
        with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
            _, log = self.start(
                web.serve, example, database, environment, listener, workers, threads
            )
            return Site(listener.getsockname()[1], database, log)

    def pooler(self, configuration: str, program: PoolerProgram, behind: Server) -> Pooler:
        """Start a pooler with ``examples/<configuration>`` in front of the server ``behind``.

        ``serve`` takes it for a server.
        """
        directory = self.directory / f"pooler-{next(self._numbers)}"
        directory.mkdir()
        pooler = program.configured(self.examples / configuration, behind, directory)
        self.logs.append(pooler.log())
        self.poolers.append(pooler)
        self.cleanup.callback(pooler.discard)
        pooler.start()
        return pooler

    def manage(
        self,
        example: str,
        server: Server,
        *command: str,
        fed: str | None = None,
        database: Database | None = None,
        **environment: str | None,
    ) -> tuple[int, str]:
        """Run a management command to its end: its exit code and what it printed.

        ``fed`` names an example whose text is the command's standard input.
        """
        database = database or self.cleanup.enter_context(server.database())
        standard_input = self.examples / fed if fed else Path(os.devnull)
        process, log = self.start(
            manage.manage, example, database, environment, list(command), standard_input
        )
        process.join()
        return process.exitcode, log.read_text()

    def run_script(
        self, script: str, server: Server, *, database: Database | None = None
    ) -> session.Outcome:
        """Run ``examples/<script>`` as `manage.py shell` would, with the settings beside it.

        Fails the test if the script raises or prints anything but what its ``#>`` lines show;
        with --update-examples, corrects them instead.
        """
        database = database or self.cleanup.enter_context(server.database())
        ours, theirs = child.context.Pipe()
        _, log = self.start(session.run, script, database, {}, self.examples / script, theirs)
        theirs.close()
        try:
            outcome = ours.recv()
        except EOFError:
            pytest.fail(f"examples/{script} ended its process. It printed:\n{tail(log)}")
        if outcome.error:
            pytest.fail(f"examples/{script}: {outcome.error}\n{tail(log)}")
        if outcome.unreached:
            lines = ", ".join(map(str, outcome.unreached))
            pytest.fail(
                f"examples/{script} shows output under a print that never ran: line {lines}. "
                "Remove the output, or let the print run."
            )
        if outcome.corrected is not None:
            if not self.update_examples:
                pytest.fail(
                    f"examples/{script} prints something else than it shows:\n"
                    + "\n".join(difference(self.examples / script, outcome.corrected))
                    + "\nIf that is right: make test ARGS=--update-examples"
                )
            (self.examples / script).write_text(outcome.corrected)
        return outcome

    def ran(self, example: str, database: Database) -> None:
        """Note that ``examples/<example>`` ran, on ``database`` and what stands before it."""
        self.used[example] = database
        server = database.server
        if isinstance(server, Pooler):
            self.used[server.configuration.relative_to(self.examples).as_posix()] = database

    def start(
        self, target, example: str, database: Database, environment: dict, *arguments
    ) -> tuple[multiprocessing.Process, Path]:
        """Start ``target`` in a child process with the example's topic and environment.

        The process, and the file that it prints to; it is ended with the test.
        """
        log = self.directory / f"project-{next(self._numbers)}.log"
        self.logs.append(log)
        self.ran(example, database)
        variables = {**self.environment, **database.environment, **environment}
        process = child.context_for(variables).Process(
            target=target,
            args=(
                (self.examples / example).parent,
                {name: value for name, value in variables.items() if value is not None},
                log,
                *arguments,
            ),
        )
        process.start()
        self.cleanup.callback(stop, process)
        return process, log


def difference(path: Path, corrected: str) -> list[str]:
    """The lines that differ between the file and ``corrected``, as a diff."""
    return list(
        difflib.unified_diff(
            path.read_text().splitlines(), corrected.splitlines(), "shown", "printed", lineterm=""
        )
    )


def stop(process) -> None:
    """End a project's processes at once: how a web server stops is another test's claim."""
    with suppress(ProcessLookupError):  # it has ended, or has not yet made its group
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()
    process.close()


def pytest_collection_finish(session):
    if not session.config.option.collectonly and any(
        "projects" in item.fixturenames for item in session.items
    ):
        child.start_fork_server()


@pytest.fixture
def projects(tmp_path, request):
    """Start projects; see Projects.serve."""
    with ExitStack() as cleanup:
        running = Projects(tmp_path, cleanup, request.config.getoption("update_examples"))
        request.node.stash[RUNNING] = running
        yield running


RUNNING = pytest.StashKey[Projects]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and RUNNING in item.stash:
        for pooler in item.stash[RUNNING].poolers:
            if death := pooler.died():
                report.sections.append((f"what became of {pooler.product}", str(death)))
        for log in item.stash[RUNNING].logs:
            report.sections.append((f"what the project printed ({log.name})", tail(log)))
    return report
