"""Start servers side by side, each when it is first asked for, and stop them all at the end."""

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.servers import FIND
from tests.servers.base import Missing, Server, ServerError

ANSWER_TIMEOUT = 300  # seconds: a server's programs may have to be fetched first


class Desk:
    """Where the tests, in whatever process, ask for a server and read what became of it.

    Files in a folder of the run's: ``<server>.wanted`` is the question, ``<server>.json`` the
    answer.
    """

    def __init__(self, directory: Path):
        self.directory = directory
        directory.mkdir(exist_ok=True)

    def ask_for(self, name: str) -> None:
        (self.directory / f"{name}.wanted").touch()

    def asked_for(self) -> list[str]:
        names = os.listdir(self.directory)  # a glob takes ten times as long, and this is a poll
        return [name.removesuffix(".wanted") for name in names if name.endswith(".wanted")]

    def answer(self, name: str, **outcome) -> None:
        unfinished = self.directory / f"{name}.unfinished"
        unfinished.write_text(json.dumps(outcome))
        unfinished.rename(self.directory / f"{name}.json")

    def wait_for(self, name: str) -> dict:
        """What its address is, or why there is none. Raises Missing or ServerError."""
        self.ask_for(name)
        file = self.directory / f"{name}.json"
        deadline = time.monotonic() + ANSWER_TIMEOUT
        while not file.exists():
            if time.monotonic() > deadline:
                raise ServerError(f"{name} was still not started after {ANSWER_TIMEOUT} seconds.")
            time.sleep(0.02)
        outcome = json.loads(file.read_text())
        if "missing" in outcome:
            raise Missing(*outcome["missing"])
        if "error" in outcome:
            raise ServerError(outcome["error"])
        return outcome["address"]


class Starter:
    """Starts what is asked for, side by side, and stops it at the end of the run.

    Each server has a thread of its own that lives as long as the run, since the kernel ends a
    server when the *thread* that started it is gone: see ``stop_with_parent``.
    """

    def __init__(self, desk: Desk, directory: Path):
        self.desk = desk
        self.directory = directory
        self.started: dict[str, Server] = {}
        self.described: dict[str, str] = {}
        self.missing: dict[str, Missing] = {}
        self.failed: dict[str, ServerError] = {}
        self._threads = ThreadPoolExecutor(len(FIND) + 1)
        self._over = threading.Event()
        self._threads.submit(self._listen)

    def _listen(self) -> None:
        seen = set()
        while not self._over.wait(0.02):
            for name in set(self.desk.asked_for()) - seen:
                seen.add(name)
                self._threads.submit(self._start, name)

    def _start(self, name: str) -> None:
        try:
            server = FIND[name](self.directory / name)
            self.started[name] = server  # whether or not it starts: there may be one to stop
            server.start()
            self.described[name] = f"{server.product} {server.version()}"
        except Missing as missing:
            self.missing[name] = missing
            self.desk.answer(name, missing=[missing.reason, missing.remedy])
        except ServerError as error:
            self.failed[name] = error
            self.desk.answer(name, error=str(error))
        except BaseException as error:
            self.failed[name] = ServerError(f"{name} could not be started: {error!r}.")
            self.desk.answer(name, error=str(self.failed[name]))
            raise
        else:
            self.desk.answer(name, address=server.address())

    def table(self) -> list[str]:
        """Each server that was asked for: that it was tried here, or how to get it."""
        lines = []
        for name in FIND:
            if name in self.missing:
                missing = self.missing[name]
                line = f"not tried here: {missing}; to get it: {missing.remedy}"
            elif name in self.failed:
                line = "did not start: see below"
            elif name in self.described:
                line = f"tried here: {self.described[name]}"
            else:
                continue
            lines.append(f"  {name:{max(map(len, FIND))}}  {line}")
        return lines

    def close(self) -> None:
        """Stop every private server, also one that is just starting."""
        self._over.set()
        self._discard()
        self._threads.shutdown()
        self._discard()  # what had not yet begun to run

    def _discard(self) -> None:
        for server in list(self.started.values()):
            if server.is_private:
                server.discard()
