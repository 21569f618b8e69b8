"""What the tests about trouble share."""

from contextlib import closing

import pytest

from tests.plugins.servers import leave_out
from tests.servers import Missing
from tests.servers.postgresql_binaries import binaries
from tests.trouble.clone import Clone, ReadyPython


@pytest.fixture(scope="session")
def ready_python():
    """What starts the runs of all clones."""
    with closing(ReadyPython()) as python:
        yield python


@pytest.fixture(scope="session")
def postgresql_binaries():
    """The folder of PostgreSQL's programs, for tests that need a private server."""
    try:
        return binaries()
    except Missing as missing:
        leave_out("postgresql", missing)


@pytest.fixture
def clone(tmp_path, ready_python) -> Clone:
    """A copy of the harness, in a path that has spaces."""
    return Clone(tmp_path / "a clone of the project", ready_python)
