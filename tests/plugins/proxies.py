"""Run an example behind ProxySQL or MaxScale, or read its files where there is no such program.

The program is a parameter, so that the tests that read count as a whole where it is missing.
"""

import pytest

from tests.servers.not_there import NotThere

CONFIGURATIONS = {"proxysql": "proxysql/proxysql.cnf", "maxscale": "maxscale/maxscale.cnf"}


@pytest.fixture
def behind(request):
    """The server behind the proxy: the one that the parameter names, else MariaDB."""
    return request.getfixturevalue(getattr(request, "param", "mariadb"))


@pytest.fixture
def proxy(request, projects, behind):
    """The program that the parameter names, started with its file in front of ``behind``."""
    program = request.getfixturevalue(request.param)
    return projects.pooler(CONFIGURATIONS[request.param], program, behind)


@pytest.fixture
def no_proxysql() -> NotThere:
    return NotThere("ProxySQL", "MariaDB")


@pytest.fixture
def no_maxscale() -> NotThere:
    return NotThere("MaxScale", "MariaDB")
