"""Run a process that answers one request and ends."""

import json
import shlex
import sys
from dataclasses import dataclass

from tests.plugins.programs import Programs
from tests.servers import Database
from tests.servers.process import ServerProcess, tail
from tests.waiting import eventually

HANDLER = "serverless_process/handler.py"


@dataclass
class OneRequest:
    """A request to a process of its own, in the way of CGI: by variables and standard input."""

    process: ServerProcess

    def rows(self) -> list:
        """The rows that the request is answered. The process may still be on its way to its end."""
        eventually(self.is_answered, True, timeout=30)
        text = self.process.log.read_text()
        assert text.startswith("Status: 200"), tail(self.process.log)
        return json.loads(text.splitlines()[-1])["rows"]

    def is_answered(self) -> bool:
        return self.process.log.read_text().rstrip().endswith("}")

    def has_ended(self) -> bool:
        """Whether the process has ended, within the time that it may take."""
        return eventually(self.process.is_running, False) is False


def ask(programs: Programs, database: Database, statement: str, settings: str) -> OneRequest:
    """Start a process that answers one request, which runs ``statement``."""
    body = json.dumps(
        {"statements": [statement], "alias": "default", "gate": None, "atomic": False}
    )
    # With -P, the settings beside the handler do not take the place of those that are asked for.
    handler = shlex.join([sys.executable, "-P", str(programs.projects.examples / HANDLER)])
    program = f"printf %s {shlex.quote(body)} | {handler}"
    return OneRequest(
        programs.start(
            HANDLER,
            ["bash", "-c", program],
            database,
            settings=settings,
            imports=[HANDLER],
            REQUEST_METHOD="POST",
            PATH_INFO="/sql",
            CONTENT_TYPE="application/json",
            CONTENT_LENGTH=str(len(body)),
            SERVER_NAME="127.0.0.1",
            SERVER_PORT="80",
            SERVER_PROTOCOL="HTTP/1.1",
            GATEWAY_INTERFACE="CGI/1.1",
        )
    )
