"""Run tests on MySQL and MariaDB, with the driver mysqlclient."""

import pytest

from tests import drivers
from tests.plugins.servers import leave_out
from tests.servers import Missing, Server


@pytest.fixture(params=["mariadb", "mysql"])
def mysql_server(request) -> Server:
    """MariaDB and MySQL, each in its newest version."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["mariadb1011", "mariadb", "mysql"])
def each_mysql_server(request) -> Server:
    """MariaDB in two versions, and MySQL."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def mysqlclient(projects, monkeypatch) -> None:
    """Give the test's projects mysqlclient, which is found nowhere else."""
    try:
        folder = drivers.mysqlclient()
    except Missing as missing:
        leave_out("mysqlclient", missing)
    monkeypatch.syspath_prepend(folder)
    projects.environment |= drivers.environment(folder)
    projects.libraries |= drivers.client_library(folder)
