"""Let the tests that wait for a timeout wait side by side, while others use the cores.

Tests that only look at what such a test brings home start last, when it is back.
"""

import heapq

import pytest

SECONDS_OF_OTHERS = 0.2
"""About what a test takes that waits for nothing."""


def pytest_configure(config):
    config.addinivalue_line("markers", "waits(seconds): how long the test waits for a timeout")
    config.addinivalue_line("markers", "waits_for_another: it needs what another test fetches")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    items[:] = interleaved(items, workers)


def interleaved(items: list, workers: int) -> list:
    """``items`` in an order in which two thirds of the workers wait as long as there is a wait.

    The longest wait is first. The order comes of playing the run through: xdist keeps a second
    test in line for each worker, and replaces the one that has ended.
    """
    waited = {item: seconds_waited(item) for item in items}
    waiting = sorted((item for item in items if waited[item] > 0), key=waited.get)
    others = sorted((item for item in items if waited[item] <= 0), key=waited.get)
    at_once = max(1, workers * 2 // 3)
    ordered = []
    lines = [[] for _ in range(workers)]

    def is_wait(item) -> bool:
        return waited[item] > 0

    def seconds_taken(item) -> float:
        return max(waited[item], SECONDS_OF_OTHERS)

    def add_to(line: list) -> None:
        waits = sum(is_wait(item) for each in lines for item in each)
        if waiting and (not others or (waits < at_once and not any(map(is_wait, line)))):
            line.append(waiting.pop())
        elif others:
            line.append(others.pop())
        else:
            return
        ordered.append(line[-1])

    ends = []
    for number, line in enumerate(lines):
        add_to(line)
        add_to(line)
        if line:
            heapq.heappush(ends, (seconds_taken(line[0]), number))
    while ends:
        now, number = heapq.heappop(ends)
        line = lines[number]
        line.pop(0)
        add_to(line)
        if line:
            heapq.heappush(ends, (now + seconds_taken(line[0]), number))
    return ordered


def seconds_waited(item) -> float:
    """What the ``waits`` marker says, or 0; less for a test that waits for another."""
    if marker := item.get_closest_marker("waits"):
        return marker.args[0]
    return -1 if item.get_closest_marker("waits_for_another") else 0
