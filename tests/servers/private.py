"""What every database server of our own has in common: a folder, a user and a process."""

import secrets
import shutil
import signal
from pathlib import Path

from tests.servers.base import Server, ServerError
from tests.servers.process import START_TIMEOUT, ServerProcess
from tests.servers.run_directory import in_memory


class OwnProcess(Server):
    """The verbs of a server that this run starts; stands before the product's class.

    ``kill_signal`` ends it without its data being written to disk any more.
    """

    kill_signal = signal.SIGKILL

    def __init__(self, *arguments, directory: Path, user: str, log_name: str, **product_arguments):
        super().__init__(*arguments, **product_arguments)
        self.directory = directory
        self.data = in_memory(directory) / "data"
        self.user = user
        self.password = secrets.token_urlsafe(16)
        self.process: ServerProcess | None = None
        self.start_timeout = START_TIMEOUT
        self._log = directory / log_name

    def connection_environment(self) -> dict[str, str]:
        login = {"DB_USER": self.user, "DB_PASSWORD": self.password}
        return super().connection_environment() | login

    def log(self) -> Path:
        return self._log

    def stop(self) -> None:
        self.disconnect()
        if self.process is not None:
            self.process.stop()

    def discard(self) -> None:
        if self.process is not None:
            self.process.stop(self.kill_signal)
        shutil.rmtree(self.data, ignore_errors=True)  # those of hundreds of tests fill a disk

    def freeze(self) -> None:
        self.process.freeze()

    def thaw(self) -> None:
        self.process.thaw()

    def is_running(self) -> bool:
        return self.process is not None and self.process.is_running()

    def died(self) -> ServerError | None:
        return self.process.died(self.product) if self.process else None
