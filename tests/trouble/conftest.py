"""What the tests about trouble share."""

import pytest

from tests.trouble.clone import Clone


@pytest.fixture
def clone(tmp_path) -> Clone:
    """A copy of the harness, in a path that has spaces."""
    return Clone(tmp_path / "a clone of the project")
