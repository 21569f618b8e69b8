"""What the tests about trouble share."""

from contextlib import closing

import pytest

from tests.trouble.clone import Clone, ReadyPython


@pytest.fixture(scope="session")
def ready_python():
    """What starts the runs of all clones."""
    with closing(ReadyPython()) as python:
        yield python


@pytest.fixture
def clone(tmp_path, ready_python) -> Clone:
    """A copy of the harness, in a path that has spaces."""
    return Clone(tmp_path / "a clone of the project", ready_python)
