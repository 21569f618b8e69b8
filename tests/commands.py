"""What a project's management commands say of its settings."""

from tests.plugins.projects import Projects
from tests.servers import Server

NO_ISSUES = "System check identified no issues (0 silenced)."


OF_A_POOL = "error connecting in 'pool-"
"""How a line begins that a pool's thread logs, which may come after the last line of a command."""


def last_lines(
    projects: Projects, example: str, server: Server, commands: list[str]
) -> dict[str, str]:
    """The last line that each command prints: its verdict, or the error that ends it."""
    said = {}
    for command in commands:
        _, output = projects.manage(example, server, *command.split())
        lines = [line for line in output.strip().splitlines() if not line.startswith(OF_A_POOL)]
        said[command] = lines[-1]
    return said


CHECKS = {
    "check": "check",
    "check_database": "check --database default",
    "migrate_check": "migrate --check",
}


def verdicts(
    projects: Projects, example: str, server: Server, **environment: str
) -> dict[str, str]:
    """Whether each command that might find a mistake passes or fails, by its exit code."""
    codes = {
        name: projects.manage(example, server, *command.split(), **environment)[0]
        for name, command in CHECKS.items()
    }
    return {name: "fails" if code else "passes" for name, code in codes.items()}
