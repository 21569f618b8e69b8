"""Start the tests that wait for a timeout first, so that the others fill the time.

Those that only look at what such a test brings home start last, when it is back.
"""

from itertools import chain, zip_longest

import pytest


def pytest_configure(config):
    config.addinivalue_line("markers", "waits(seconds): how long the test waits for a timeout")
    config.addinivalue_line("markers", "waits_for_another: it needs what another test fetches")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    waiting = [item for item in items if seconds_waited(item) > 0]
    waiting.sort(key=seconds_waited, reverse=True)
    others = [item for item in items if seconds_waited(item) <= 0]
    others.sort(key=seconds_waited, reverse=True)
    # A worker gets two tests to begin with: never two that wait.
    pairs = zip_longest(waiting, others[: len(waiting)])
    items[:] = [item for item in chain.from_iterable(pairs) if item] + others[len(waiting) :]


def seconds_waited(item) -> float:
    """What the ``waits`` marker says, or 0; less for a test that waits for another."""
    if marker := item.get_closest_marker("waits"):
        return marker.args[0]
    return -1 if item.get_closest_marker("waits_for_another") else 0
