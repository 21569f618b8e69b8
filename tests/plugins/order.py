"""Start the tests that wait for a timeout first, so that the others fill the time."""

import pytest


def pytest_configure(config):
    config.addinivalue_line("markers", "waits(seconds): how long the test waits for a timeout")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=seconds_waited, reverse=True)


def seconds_waited(item) -> float:
    """What the ``waits`` marker says, or 0."""
    marker = item.get_closest_marker("waits")
    return marker.args[0] if marker else 0
