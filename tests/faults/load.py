"""A steady load of requests, each with a token that only its own answer may have, and their log."""

import itertools
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.plugins.projects import Site, ViewError

CLIENTS = 3
PACE = 0.3  # seconds from one request of a client to its next, if the answer is there by then

Statements = Callable[[str], list[str]]
"""What a request runs, given its token: the last statement returns the token."""


def select_token(token: str, server: str) -> list[str]:
    """The same on every ``server``."""
    return [f"SELECT '{token}'"]


def select_slowly(token: str, server: str) -> list[str]:
    """Long enough for requests of several threads to need connections at once."""
    if server == "postgresql":
        return [f"SELECT '{token}' FROM pg_sleep(0.1)"]
    return [f"SELECT IF(SLEEP(0.1), '', '{token}')"]


@dataclass
class Request:
    """One request; what is not known until its end is None until then."""

    sent: float
    ended: float | None = None
    error: dict[str, str] | None = None
    wrong: bool = False

    @property
    def right(self) -> bool:
        return self.ended is not None and self.error is None and not self.wrong


class Load:
    """Sends requests to a site and keeps what came of each, from any number of threads."""

    def __init__(self, site: Site, statements: Statements):
        self.site = site
        self.statements = statements
        self.log: list[Request] = []
        self._run = secrets.token_hex(4)
        self._numbers = itertools.count()

    def send(self, path: str = "/sql", **asked) -> Request:
        """Send one request and wait for its answer."""
        token = self.token()
        body = {"statements": self.statements(token), "alias": "default", "atomic": False}
        with self.noted() as request:
            rows = self.site.ask(path, **{**body, "gate": None, **asked})["rows"]
            request.wrong = rows != [[token]]
        return request

    def token(self) -> str:
        """A text that no other request has."""
        return f"{self._run}-{next(self._numbers)}"

    @contextmanager
    def noted(self) -> Iterator["Request"]:
        """A request of the log, which ends with the block, as does an error of the view."""
        request = Request(time.monotonic())
        self.log.append(request)
        try:
            yield request
        except ViewError as failure:
            request.error = first_line(failure.type, failure.message)
        except AssertionError as failure:  # the web server did not answer
            cause = failure.__cause__
            request.error = first_line(type(cause).__name__, str(cause))
        request.ended = time.monotonic()

    def forget(self) -> None:
        """Begin the log anew; the requests that are under way belong to the old one."""
        self.log = []

    @contextmanager
    def steady(self) -> Iterator["Pause"]:
        """A few clients send requests while the block runs; at its end, all answers are in."""
        pause, over = Pause(CLIENTS), threading.Event()

        def client(number: int):
            over.wait(number * PACE / CLIENTS)
            due = time.monotonic()
            while not over.is_set():
                pause.wait_here()
                self.send()
                due = max(due + PACE, time.monotonic() - PACE)
                over.wait(max(0.0, due - time.monotonic()))
            pause.leave()

        clients = [threading.Thread(target=client, args=[number]) for number in range(CLIENTS)]
        for each in clients:
            each.start()
        try:
            yield pause
        finally:
            over.set()
            pause.resume()
            for each in clients:
                each.join()

    def sweep(self, threads: int, patience: float) -> bool:
        """A request to each of all ``threads`` of the site at once: whether all were answered.

        Each thread waits, before it asks for its connection, until every other has a request. If
        they do not come together within ``patience`` seconds, they go on, and it is False.
        """
        with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
            meeting = listener.getsockname()
            with ThreadPoolExecutor(threads) as clients:
                requests = [
                    clients.submit(self.send, "/together", meeting=meeting) for _ in range(threads)
                ]
                arrived = gather(listener, threads, patience)
                listener.close()
                for each in arrived:
                    each.close()
        return len(arrived) == threads and all(request.result().right for request in requests)


def gather(listener: socket.socket, count: int, patience: float) -> list[socket.socket]:
    """The first ``count`` views that knock at ``listener``, or those that have by then."""
    arrived, deadline = [], time.monotonic() + patience
    while len(arrived) < count and (left := deadline - time.monotonic()) > 0:
        listener.settimeout(left)
        with suppress(TimeoutError):
            arrived.append(listener.accept()[0])
    return arrived


class Pause:
    """Where clients wait between two requests while the load is paused."""

    def __init__(self, clients: int):
        self._clients = clients
        self._waiting = 0
        self._paused = False
        self._changed = threading.Condition()

    def wait_here(self) -> None:
        """For clients: return at once, unless the load is paused."""
        with self._changed:
            self._waiting += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._paused)
            self._waiting -= 1

    def leave(self) -> None:
        """For clients: send no more requests."""
        with self._changed:
            self._clients -= 1
            self._changed.notify_all()

    def pause(self) -> None:
        """Return when no client waits for an answer, and none will send a request."""
        with self._changed:
            self._paused = True
            self._changed.wait_for(lambda: self._waiting == self._clients)

    def resume(self) -> None:
        with self._changed:
            self._paused = False
            self._changed.notify_all()


def first_line(kind: str, message: str) -> dict[str, str]:
    """An error as evidence has it."""
    return {"type": kind, "message": message.partition("\n")[0].strip()}
