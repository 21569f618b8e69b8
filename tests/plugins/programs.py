"""Run the real program that serves a project, with the file that readers copy.

``projects.serve`` runs settings behind a web server of the harness's choosing; here the server is
what is proven: its own program, started with its own file in the topic's folder.
"""

import http.client
import itertools
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from evidence.store import topic_of
from tests.plugins.projects import Projects, Site
from tests.servers import Database, Server
from tests.servers.process import ServerProcess, free_port
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
READER = ROOT / "tests" / "reader"  # what a reader's project has: the package mysite
COMMANDS = {"gunicorn.conf.py": ["gunicorn", "--config"], "uwsgi.ini": ["uwsgi", "--ini"]}
"""What reads a file of this name; a shell script is run by bash."""


@dataclass
class ProgramSite(Site):
    """A project that is served by a program of its own."""

    program: ServerProcess

    def workers(self, count: int) -> list[psutil.Process]:
        """The processes that the program has started, once there are ``count``."""
        program = psutil.Process(self.program.pid)
        started = eventually(lambda: len(program.children(recursive=True)), count)
        assert started == count
        return program.children(recursive=True)

    def stop(self) -> int:
        """Ask the program to stop, as a deployment does; return its exit code.

        After 10 seconds it is killed: the exit code is then -9.
        """
        self.program.stop()
        return self.program.exit_code


class Programs:
    """Starts programs for one test and ends them, with all their children, at its end."""

    def __init__(self, projects: Projects):
        self.projects = projects
        self._numbers = itertools.count()

    def serve(
        self,
        file: str,
        server: Server,
        *,
        database: Database | None = None,
        **options,
    ) -> ProgramSite:
        """Start what reads ``examples/<file>``, and return once it answers.

        ``options`` are those of ``start``. Raises ServerError if the program ends or does not
        answer.
        """
        database = database or self.projects.cleanup.enter_context(server.database())
        path = self.projects.examples / file
        port = free_port()
        program = self.start(
            file,
            [*COMMANDS.get(path.name, ["bash"]), str(path)],
            database,
            **address(port),
            **options,
        )
        program.wait_until_ready(file, lambda: answers(port))
        return ProgramSite(port, database, program.log, program)

    def start(
        self,
        file: str,
        command: list[str],
        database: Database,
        *,
        settings: str | None = None,
        imports: Sequence[str] = (),
        **environment: str,
    ) -> ServerProcess:
        """Start ``command``, which runs ``examples/<file>``, and end it with the test.

        It runs in the folder of the settings: beside the file, or those that ``settings`` names.
        ``imports`` names what else of ``examples/`` the program imports.
        """
        examples = [settings or f"{topic_of(file)}/settings.py", file, *imports]
        for example in examples:
            self.projects.ran(example, database)
        log = self.projects.directory / f"program-{next(self._numbers)}.log"
        self.projects.logs.append(log)
        topics = [self.projects.examples / topic_of(example) for example in examples]
        program = ServerProcess(
            command,
            log,
            signal.SIGTERM,
            folder=topics[0],
            environment={
                "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
                "HOME": str(self.projects.directory),
                "LANG": os.environ.get("LANG", "C.UTF-8"),
                "PYTHONPATH": os.pathsep.join(map(str, [*topics, READER, ROOT])),
                "DJANGO_SETTINGS_MODULE": "tests.project.settings",
                **database.environment,
                **environment,
            },
        )
        program.start()
        self.projects.cleanup.callback(program.end)
        return program


def address(port: int) -> dict[str, str]:
    """The variables that have each web server listen at ``port``, whatever its file says."""
    return {
        "PORT": str(port),
        "GUNICORN_CMD_ARGS": f"--bind=127.0.0.1:{port} --no-control-socket",
        "UVICORN_PORT": str(port),
        "GRANIAN_PORT": str(port),
    }


def answers(port: int) -> bool:
    """Whether a web server at ``port`` answers a request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", "/process", "{}", {"Connection": "close"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@pytest.fixture
def programs(projects):
    """Start programs; see Programs.serve."""
    return Programs(projects)
