"""Run an example behind ProxySQL or MaxScale, or read its files where there is no such program.

The program is a parameter, so that the tests that read count as a whole where it is missing.
"""

from functools import cache

import pytest

from tests.once import once_a_run
from tests.plugins.projects import EXAMPLES
from tests.servers.mysql_family import MySQLFamily
from tests.servers.not_there import NotThere

CONFIGURATIONS = {"proxysql": "proxysql/proxysql.cnf", "maxscale": "maxscale/maxscale.cnf"}
USERS = EXAMPLES / "maxscale" / "users.sql"


@pytest.fixture
def behind(request):
    """The server behind the proxy: the one that the parameter names, else MariaDB."""
    return request.getfixturevalue(getattr(request, "param", "mariadb"))


@pytest.fixture
def proxy(request, projects, behind):
    """The program that the parameter names, started with its file in front of ``behind``."""
    program = request.getfixturevalue(request.param)
    if request.param == "maxscale":
        request.getfixturevalue("maxscale_user")(behind)
    return projects.pooler(CONFIGURATIONS[request.param], program, behind)


@pytest.fixture(scope="session")
def maxscale_user(maxscale, tmp_path_factory):
    """Make the user as whom MaxScale logs in, on a server."""

    @cache
    def make_on(server: MySQLFamily) -> None:
        def create() -> str:
            server.run_file(USERS, password=maxscale.password)
            return "created"

        port = server.connection_environment()["DB_PORT"]
        once_a_run(tmp_path_factory, f"maxscale_user_{port}", create)

    return make_on


@pytest.fixture
def no_proxysql() -> NotThere:
    return NotThere("ProxySQL", "MariaDB")


@pytest.fixture
def no_maxscale() -> NotThere:
    return NotThere("MaxScale", "MariaDB")
