"""Run tests on MySQL and MariaDB, with the driver mysqlclient."""

import json
from pathlib import Path

import pytest

from tests import drivers
from tests.once import once_a_run
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


@pytest.fixture(params=["mariadb_tls", "mysql_tls"])
def mysql_tls_server(request) -> Server:
    """MariaDB and MySQL with a certificate, which clients can ask them for."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def mysqlclient_folder(tmp_path_factory) -> Path:
    """Where mysqlclient is. It is built once, and where that fails it is not tried again."""

    def find() -> str:
        try:
            return json.dumps({"folder": str(drivers.mysqlclient())})
        except Missing as missing:
            return json.dumps({"missing": [missing.reason, missing.remedy]})

    outcome = json.loads(once_a_run(tmp_path_factory, "mysqlclient", find))
    if "missing" in outcome:
        leave_out("mysqlclient", Missing(*outcome["missing"]))
    return Path(outcome["folder"])


@pytest.fixture
def mysqlclient(mysqlclient_folder, projects, monkeypatch) -> None:
    """Give the test's projects mysqlclient, which is found nowhere else."""
    give(mysqlclient_folder, projects, monkeypatch)


@pytest.fixture
def mysqlclient_newer(mysqlclient_folder, projects, monkeypatch, tmp_path) -> None:
    """Give them mysqlclient on a newer client library."""
    try:
        folder = drivers.with_newer_library(mysqlclient_folder, tmp_path / "mysqlclient")
    except Missing as missing:
        leave_out("mysqlclient", missing)
    give(folder, projects, monkeypatch)


@pytest.fixture(params=["mysqlclient", "mysqlclient_newer"])
def each_client_library(request, projects) -> str:
    """Give them mysqlclient on the client library it was built with, and on a newer one.

    The version of the library.
    """
    request.getfixturevalue(request.param)
    return next(iter(projects.libraries.values()))


def give(folder: Path, projects, monkeypatch) -> None:
    """Let the projects of a test find the mysqlclient in ``folder``, and say what it runs on."""
    monkeypatch.syspath_prepend(folder)
    projects.environment |= drivers.environment(folder)
    projects.libraries |= drivers.client_library(folder)
