"""Run a project's own tests with `manage.py test`, and drop the databases that it leaves behind."""

from tests.plugins.projects import Projects
from tests.servers import Database

PASSES = "passes"
ERRORS = ("django.db.utils.", "Got an error", "FileNotFoundError")
"""How the lines begin that say why the test runner gave up."""


def verdict(
    projects: Projects,
    settings: str,
    database: Database,
    suite: str,
    *options: str,
    **environment: str,
) -> str:
    """That the tests in ``examples/<suite>`` pass and their database is dropped, or why not."""
    exit_code, output = run(projects, settings, database, suite, *options, **environment)
    if exit_code == 0:
        return PASSES
    return next(
        (line for line in output.splitlines() if line.startswith(ERRORS)), f"fails:\n{output}"
    )


def verdicts(
    projects: Projects, settings: str, database: Database, suite: str, **environment: str
) -> dict[str, str]:
    """What comes of the tests in one process, and in two at a time."""
    return {
        "one": verdict(projects, settings, database, suite, **environment),
        "two": verdict(projects, settings, database, suite, "--parallel", "2", **environment),
    }


def run(
    projects: Projects,
    settings: str,
    database: Database,
    suite: str,
    *options: str,
    **environment: str,
) -> tuple[int, str]:
    """The exit code of `manage.py test` with ``examples/<suite>``, and what it printed."""
    projects.ran(suite, database)
    label = f"examples.{suite.removesuffix('.py').replace('/', '.')}"
    ended = projects.manage(
        settings, database.server, "test", *options, label, database=database, **environment
    )
    drop_leftovers(database)
    return ended


def drop_leftovers(database: Database) -> None:
    """Drop the test databases of ``database``, where a server has them."""
    server = getattr(database.server, "behind", database.server)
    drop = {
        "PostgreSQL": 'DROP DATABASE IF EXISTS "{}" WITH (FORCE)',
        "MySQL": "DROP DATABASE IF EXISTS `{}`",
        "MariaDB": "DROP DATABASE IF EXISTS `{}`",
    }
    if server.product in drop:
        for suffix in ("", "_1", "_2"):
            server.query(drop[server.product].format(f"test_{database.name}{suffix}"))
