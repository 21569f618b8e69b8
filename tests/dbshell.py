"""Feed an SQL file to `manage.py dbshell`, as its reader would."""

from evidence.store import topic_of
from tests.plugins.projects import Projects
from tests.servers import Database
from tests.servers.postgresql_binaries import binaries


def dbshell(projects: Projects, file: str, database: Database, *options: str) -> str:
    """What psql, with ``options``, prints of ``examples/<file>``.

    It is run by the project in the same folder.
    """
    settings = f"{topic_of(file)}/settings.py"
    projects.ran(file, database)
    exit_code, output = projects.manage(
        settings,
        database.server,
        *("dbshell", "--", "--set=ON_ERROR_STOP=1", *options),
        fed=file,
        database=database,
        PATH=f"{binaries()}:/usr/bin:/bin",
    )
    assert exit_code == 0, output
    return output.rstrip()
