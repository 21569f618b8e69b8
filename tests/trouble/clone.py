"""A small copy of this project, for runs that are meant to fail, be killed or go elsewhere."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from evidence import store
from tests.cache import CACHE
from tests.servers import FIND
from tests.trouble import ready_python
from tests.waiting import eventually

COPIED = [
    "Makefile",
    "evidence/schema.json",
    "evidence/schemas.py",
    "evidence/store.py",
    "pyproject.toml",
    "requirements",
    "tests/plugins",
    "tests/project",
    "tests/servers",
    "tests/trouble/__init__.py",
    "tests/trouble/without_postgresql_binaries.py",
    *(
        f"tests/{path.name}"
        for path in (store.ROOT / "tests").glob("*.py")
        if not path.name.startswith("test_")
    ),
]
WITHOUT_POSTGRESQL = ("-p", "tests.trouble.without_postgresql_binaries")
"""For runs that are not about PostgreSQL too: they start sooner."""

ADDRESSES = [f"{name.upper()}_URL" for name in FIND]

TIMEOUT = 120  # seconds: on a busy machine, a run can take a while


@dataclass
class Run:
    """A run of pytest that has ended."""

    exit_code: int
    output: str

    @property
    def last_line(self) -> str:
        return self.output.strip().splitlines()[-1]


@dataclass
class RunningPytest:
    """A run that was started."""

    pid: int
    output: Path
    wait: Callable[[], int]
    """Wait until the run ends: its exit code, or the negative signal that ended it."""

    def end(self) -> Run:
        """Wait until the run ends."""
        return Run(self.wait(), self.output.read_text())


class ReadyPython:
    """A process that starts runs of pytest in a fifth of the usual time: see ready_python.py."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, ready_python.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start_pytest(
        self, root: Path, arguments: list[str], environment: dict[str, str], output: Path
    ) -> RunningPytest:
        pid = self._answer(
            root=str(root),
            arguments=arguments,
            environment=environment,
            output=str(output),
            timeout=TIMEOUT,
        )
        return RunningPytest(pid, output, partial(self._answer, wait=pid))

    def _answer(self, **order) -> int:
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=TIMEOUT)


class Clone:
    """The harness without its examples; ``add`` says what it is to run."""

    def __init__(self, root: Path, python: ReadyPython):
        self.root = root
        self.python = python
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
        for unpacked in [*CACHE.glob("postgresql-*"), *CACHE.glob("debian")]:
            (root / ".cache" / unpacked.name).symlink_to(unpacked)

    def add(self, path: str, text: str) -> Path:
        """Write a file of the clone."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def start(
        self, *arguments: str, prefix: tuple[str, ...] = (), **environment: str
    ) -> "RunningPytest":
        """Start pytest as a shell would, in a process group of its own.

        With a ``prefix`` it is a new process from the start.
        """
        self._number_of_runs += 1
        output = self.root.parent / f"run-{self._number_of_runs}.log"
        output.touch()
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PYTEST_") and name not in {"REQUIRE", *ADDRESSES}
        }
        # Without the plugins that these runs have no use for, pytest starts much sooner.
        environment = inherited | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment
        command = ["-p", "no:cacheprovider", *arguments]
        if not prefix:
            return self.python.start_pytest(self.root, command, environment, output)
        with output.open("wb") as file:
            process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "pytest", "-p", "pytest_examples", *command],
                cwd=self.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        return RunningPytest(process.pid, output, partial(process.wait, TIMEOUT))

    def run(self, *arguments: str, prefix: tuple[str, ...] = (), **environment: str) -> Run:
        """Run pytest to its end."""
        return self.start(*arguments, prefix=prefix, **environment).end()

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
