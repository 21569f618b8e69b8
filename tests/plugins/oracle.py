"""Run what can be run of Oracle's tests: all of them on a server, some with the driver alone.

A module's tests say with ``oracle_server`` where they run, as a parameter, so that those for the
driver count as a whole where there is no server.
"""

import pytest

from tests.project import child
from tests.servers.oracle import oracle_driver as driver_alone


@pytest.hookimpl(tryfirst=True)  # before the fork server is started
def pytest_collection_finish(session):
    """Let the fork server import the driver, too, which takes a third of a project's start."""
    if any("oracle_server" in item.fixturenames for item in session.items):
        child.context.set_forkserver_preload([*child.PRELOAD, "oracledb"])


@pytest.fixture
def oracle_driver():
    """The driver with no server to reach."""
    with driver_alone() as driver:
        yield driver


@pytest.fixture
def oracle_server(request):
    """The server, or the driver alone, that the parameter names."""
    return request.getfixturevalue(request.param)
