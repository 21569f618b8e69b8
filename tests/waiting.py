"""Wait for what another process does in its own time."""

import time
from collections.abc import Callable


def eventually(observe: Callable, expected, timeout: float = 10):
    """What ``observe()`` returns once it equals ``expected``, or what it is after ``timeout`` s.

    The caller asserts on the value, so that a failure shows it.
    """
    deadline = time.monotonic() + timeout
    while (seen := observe()) != expected and time.monotonic() < deadline:
        time.sleep(0.02)
    return seen
