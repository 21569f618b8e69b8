"""Files that PostgreSQL's client library reads, made by the example that writes them."""

import subprocess
from pathlib import Path

from tests.plugins.projects import EXAMPLES, Projects
from tests.servers import Database

SCRIPT = "postgresql_service/service.sh"
WITHOUT_DB = dict.fromkeys(["DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST", "DB_PORT"])
"""For an environment: the variables of the other examples are not there."""


def write_service_file(projects: Projects, database: Database, folder: Path) -> dict[str, str]:
    """Run service.sh in ``folder``; return the variables that name the files it writes."""
    subprocess.run(
        ["bash", "--norc", str(EXAMPLES / SCRIPT)], cwd=folder, env=database.environment, check=True
    )
    projects.ran(SCRIPT, database)
    return {
        "PGSERVICEFILE": str(folder / "pg_service.conf"),
        "PGPASSFILE": str(folder / "passfile"),
    }
