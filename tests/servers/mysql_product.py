"""What differs between MySQL and MariaDB, and between their versions."""

import hashlib
import re
import shutil
import subprocess
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path

import filelock

from tests.cache import CACHE
from tests.servers.base import ServerError
from tests.servers.process import without_root


class Product(ABC):
    """One product in one version: where it comes from, and how it is run."""

    name: str
    product: str
    variable: str
    """The environment variable that names a server to borrow."""
    series = ""
    """The series, as 10.11, that this has to be of, if another product is for the newest."""
    login = "mysql://user:password@host:port/"
    """How to write that."""

    @abstractmethod
    def command(self) -> list[str]:
        """The server's program with what every start needs. Raises Missing."""

    @abstractmethod
    def initialize(self, data: Path, files: Path) -> None:
        """Fill the empty folder ``data``; ``files`` is for what that takes.

        It has to be the program's ``tmpdir``: a server that starts deletes the temporary tables
        that it finds in its own, which by default it shares with every other.

        Raises ServerError with what the program printed.
        """

    @abstractmethod
    def options(self) -> list[str]:
        """What a private server is run with, for speed."""

    def data(self) -> Path:
        """A data folder to copy; a finished one appears in one step or not at all."""
        command = self.command()
        printed = subprocess.run(
            [*command, "--version"], capture_output=True, text=True, check=True
        ).stdout
        version = re.search(r"Ver (\d[\w.]*)", printed)[1]
        stamp = hashlib.sha256(
            "\n".join([printed, *command, *self.options()]).encode()
        ).hexdigest()[:12]
        folder = CACHE / f"{self.name}-{version}-{stamp}"
        if folder.exists():
            return folder
        CACHE.mkdir(exist_ok=True)
        with filelock.FileLock(CACHE / f"{self.name}.lock"):
            if not folder.exists():
                for old in CACHE.glob(f"{self.name}-*-*"):
                    shutil.rmtree(old, ignore_errors=True)
                with tempfile.TemporaryDirectory(dir=CACHE, prefix=f"{self.name}-new-") as staging:
                    data = Path(staging) / "data"
                    data.mkdir()
                    self.initialize(data, Path(staging))
                    data.rename(folder)
        return folder

    def run(self, *options: str, script: str = "") -> None:
        """Run the server's program to its end. Raises ServerError with what it printed."""
        result = subprocess.run(
            [*without_root(), *self.command(), *options],
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            printed = (result.stderr or result.stdout).strip().splitlines()
            reasons = [line for line in printed if "ERROR" in line] or printed[-1:]
            raise ServerError(
                f"{self.product} could not make its data folder: {'; '.join(reasons)}"
            )
