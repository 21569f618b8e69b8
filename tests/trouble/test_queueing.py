"""The curve beside a measured queue is what the theory of queues says."""

import random
from itertools import accumulate
from statistics import mean

import pytest

from benchmarks.queueing import expected_wait


@pytest.mark.parametrize(("connections", "waits"), [(1, [0, 1, 3, 0]), (2, [0, 0, 1, 0])])
def test_requests_wait_in_turn(connections, waits):
    """They come at 0, 1, 1 and 9 and take 2 each."""
    assert expected_wait([0, 1, 1, 9], 2, connections) == mean(waits)


@pytest.mark.parametrize("busy", [0.3, 0.5, 0.7])
def test_long_run_is_that_of_the_formula(busy):
    """For one connection Pollaczek and Khinchine have the mean wait: busy / 2(1 - busy)."""
    gaps = random.Random(1)
    came = list(accumulate(gaps.expovariate(busy) for _ in range(100_000)))
    assert expected_wait(came, 1, 1) == pytest.approx(busy / (2 * (1 - busy)), rel=0.05)
