"""One server process: started as nobody, stopped by pid, never left behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import psutil

from tests.servers.base import ServerError
from tests.servers.run_directory import remember_process

START_TIMEOUT = 30  # seconds
UNSHARE = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"]


held_ports: list[socket.socket] = []


@cache
def without_root() -> list[str]:
    """The command prefix under which a server that refuses root will run.

    As root, a user namespace shows the server "nobody" while the files stay ours.
    Raises ServerError where the system forbids that.
    """
    if os.geteuid() != 0:
        return []
    probe = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True, check=False)
    if probe.returncode:
        raise ServerError(
            "Servers refuse to run as root, and this system does not allow a user namespace "
            f"({probe.stderr.strip()}): run as an ordinary user."
        )
    return UNSHARE


def stop_with_parent(stop_signal: signal.Signals) -> list[str]:
    """The command prefix that ends a server when the run that started it is killed (Linux)."""
    if sys.platform != "linux" or not shutil.which("setpriv"):
        return []  # the next run ends it: see run_directory
    return ["setpriv", f"--pdeathsig={stop_signal.name.removeprefix('SIG')}", "--"]


def free_port() -> int:
    """A TCP port on loopback that nobody else is given as long as this process lives.

    The system would give a port that is merely free to the next who asks. This one stays bound
    here; a server can bind it all the same, since both sockets allow the address to be used again.
    Raises ServerError if there is none.
    """
    holder = socket.socket()
    try:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        held_ports.append(holder)
        return holder.getsockname()[1]
    except OSError as error:
        holder.close()
        raise ServerError(
            f"No free TCP port on 127.0.0.1 ({os.strerror(error.errno)}): "
            "close programs that listen there, or widen net.ipv4.ip_local_port_range."
        ) from error


class ServerProcess:
    """A child process with a log file, in ``folder`` and with ``environment`` if they are given."""

    def __init__(
        self,
        command: list[str],
        log: Path,
        stop_signal: signal.Signals,
        *,
        folder: Path | None = None,
        environment: dict[str, str] | None = None,
    ):
        self.command = command
        self.log = log
        self.stop_signal = stop_signal
        self.folder = folder
        self.environment = environment
        self._process: subprocess.Popen | None = None
        self._stopped = True
        self._frozen = False
        self.log_start = 0

    def start(self) -> None:
        # The kernel ties the parent-death signal to the thread that starts the child: it has to
        # be one that lives as long as the run.
        prefix = without_root() + stop_with_parent(self.stop_signal)
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            self._process = subprocess.Popen(
                [*prefix, *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self.environment,
                start_new_session=True,  # Ctrl-C is for the tests: they stop the servers
            )
        self._stopped = False
        remember_process(self.log.parent, self._process.pid)

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def wait_until_ready(
        self, product: str, ready: Callable[[], bool], timeout: float = START_TIMEOUT
    ) -> None:
        """Return once ``ready()``, which is a real login where that can be had.

        Raises ServerError if the process ends, or is not ready after ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        while not ready():
            if error := self.died(product):
                raise error
            if not self.is_running():
                raise ServerError(f"{product} was stopped while it was starting.")
            if time.monotonic() > deadline:
                self.stop()
                raise ServerError(
                    f"{product} was not ready after {timeout} seconds. Its log ends:\n"
                    + tail(self.log, start=self.log_start)
                )
            time.sleep(0.02)

    def stop(self, stop_signal: signal.Signals | None = None) -> None:
        """Ask it to stop, by another signal if need be; after 10 seconds, kill it."""
        self._stopped = True
        if not self.is_running():
            return
        self._process.send_signal(stop_signal or self.stop_signal)
        if self._frozen:  # it would not see the signal
            self.thaw()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def end(self) -> None:
        """Kill the process and every child that is still in its group."""
        self._stopped = True
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    @property
    def exit_code(self) -> int | None:
        """How it ended, or None while it runs."""
        return self._process.poll()

    def freeze(self) -> None:
        """Suspend the process and its children, which serve the clients already connected.

        Returns once all have stopped.
        """
        self._frozen = True
        process = psutil.Process(self.pid)
        suspend(process)  # first, so that it starts no more children
        for child in process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                suspend(child)

    def thaw(self) -> None:
        """Let the process and its children go on."""
        process = psutil.Process(self.pid)
        for suspended in [*process.children(recursive=True), process]:
            with suppress(psutil.NoSuchProcess):
                suspended.resume()
        self._frozen = False

    def died(self, what: str) -> ServerError | None:
        """If the process ended without being asked: how, with the end of its log."""
        if self.is_running() or self._stopped:
            return None
        return ServerError(
            f"{what} ended with exit code {self._process.returncode}. Its log ends:\n"
            + tail(self.log, start=self.log_start)
        )


def suspend(process: psutil.Process) -> None:
    """Stop ``process`` where it is, and wait until each of its threads has stopped.

    The signal takes effect a bit later, and until then a thread may take one more request.
    """
    process.suspend()
    while not all(has_stopped(thread.id) for thread in process.threads()):
        time.sleep(0.001)


def has_stopped(thread: int) -> bool:
    """Whether the thread of this number does not run: it has been stopped, or is gone."""
    try:
        return psutil.Process(thread).status() in {psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE}
    except psutil.NoSuchProcess:
        return True


def tail(log: Path, lines: int = 15, start: int = 0) -> str:
    """The last ``lines`` lines of ``log`` after byte ``start``, or a sentence if there are none."""
    if not log.exists():
        return "(no log was written)"
    with log.open("rb") as file:
        file.seek(start)
        text = file.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-lines:]) or "(the log is empty)"
