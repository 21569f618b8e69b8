"""Run an example script together with the settings beside it."""

from evidence.store import topic_of
from tests.plugins.projects import Projects
from tests.project.session import Outcome
from tests.servers import Server


def run_script(projects: Projects, server: Server, script: str) -> Outcome:
    """Run ``examples/<script>``; what it shows is also evidence about its topic's settings."""
    database = projects.cleanup.enter_context(server.database())
    projects.ran(f"{topic_of(script)}/settings.py", database)
    return projects.run_script(script, server, database=database)
