"""A project under load: the load generator, and what is read off the machine meanwhile."""

import json
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.costs.design import FOLDER
from benchmarks.costs.servers import cpu_seconds, start_program
from evidence import store
from tests import drivers
from tests.servers import Database, debian
from tests.servers.process import free_port, tail

WARM = 16
"""Requests at a time before anything is measured: more than any project has threads."""
WRK = ("wrk-trixie", "usr/bin/wrk")
"""The load generator: the system's, or Debian's package of it, unpacked."""


def wrk() -> list[str]:
    """The command of the load generator. Raises Missing, with how to get it."""
    installed = shutil.which("wrk")
    return [installed] if installed else debian.program(*WRK)


@dataclass
class Project:
    """A running project, and the processes whose use of the processor is of interest."""

    port: int
    database: Database
    pids: dict[str, int] = field(default_factory=dict)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=30) as answer:
            return answer.read().decode()

    def warm(self) -> None:
        """Have every process answer a few requests: the first ones import what they need."""
        with ThreadPoolExecutor(WARM) as clients:
            list(clients.map(self.get, ["one"] * WARM * 3))

    def connections(self) -> int:
        """How many connections the database server has for this project."""
        return len(self.database.server.sessions(self.database))


def start_project(
    topic: str,
    program: str,
    database: Database,
    environment: dict[str, str],
    directory: Path,
    running: ExitStack,
) -> Project:
    """Serve the settings of ``examples/<topic>`` with ``program``, as a reader's project."""
    directory.mkdir(parents=True)
    port = free_port()
    name, *options = shlex.split(program)
    where = {"gunicorn": ["--bind", f"127.0.0.1:{port}"], "uvicorn": ["--port", str(port)]}[name]
    kind = {"gunicorn": "wsgi", "uvicorn": "asgi"}[name]
    command = [sys.executable, "-m", name, *options, *where]
    command.append(f"benchmarks.costs.project.{kind}:application")
    folders = [store.EXAMPLES / topic, store.ROOT]
    if "mysql" in topic:
        folders.append(drivers.mysqlclient())
        environment = environment | drivers.environment(folders[-1])
    environment = environment | {
        "PATH": "/usr/bin:/bin",
        "HOME": str(directory),
        "PYTHONPATH": ":".join(map(str, folders)),
        "DJANGO_SETTINGS_MODULE": "benchmarks.costs.project.settings",
    }
    process = start_program(
        f"{topic} under {name}", command, port, directory / "log", running, environment
    )
    project = Project(port, database, {"project": process.pid})
    try:
        project.warm()
    except OSError as error:
        raise RuntimeError(
            f"{topic} does not answer ({error}), so nothing is measured. It printed:\n"
            f"{tail(process.log)}"
        ) from error
    return project


def loaded(project: Project, view: str, clients: int, seconds: int) -> dict:
    """What the load generator measured, and what the machine did meanwhile, for each request."""
    before = {name: cpu_seconds(pid) for name, pid in project.pids.items()}
    generator = subprocess.Popen(
        [
            *wrk(),
            *("--threads=1", f"--connections={clients}", f"--duration={seconds}s", "--latency"),
            *("--timeout=10s", f"--script={FOLDER / 'report.lua'}"),
            f"http://127.0.0.1:{project.port}/{view}",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        time.sleep(seconds * 0.7)
        busy = project.connections()
        printed = generator.communicate(timeout=seconds + 30)[0]
    finally:
        generator.kill()
        generator.wait()
    report = parsed(printed)
    used = {name: cpu_seconds(pid) - before[name] for name, pid in project.pids.items()}
    time.sleep(0.05)  # what was the last request's is closed
    return {
        "requests_per_second": report["requests"] / report["seconds"],
        **{name: report[name] for name in ("p50", "p95", "p99", "errors")},
        **{f"{name}_cpu_ms": spent * 1000 / report["requests"] for name, spent in used.items()},
        "connections": busy,
        "kept": project.connections(),
    }


def parsed(printed: str) -> dict:
    """The report at the end of what the load generator printed.

    Raises RuntimeError if there is none, or if no request succeeded.
    """
    for line in reversed(printed.splitlines()):
        if line.startswith("{"):
            report = json.loads(line)
            if report["requests"] > report["errors"]:
                return report
    raise RuntimeError(f"The load generator got no answer. It printed:\n{printed}")
