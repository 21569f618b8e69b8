"""The arithmetic of the costs benchmark, and what it keeps of a run that was stopped."""

import sys

import pytest

from benchmarks.costs import arithmetic
from benchmarks.costs.journal import Journal, interleave
from evidence import store

sys.path.insert(0, str(store.ROOT / "docs" / "_ext"))

from bars import bars, stacks
from figure_svg import problems

RUN = {"plan": {"rounds": 2}, "sizes": (1, 2)}


def test_figure_is_the_median_with_its_extremes():
    assert arithmetic.figure([3.0, 1.0, 2.00004]) == {"median": 2.0, "min": 1.0, "max": 3.0}


def test_ratio_is_to_the_same_round():
    """A machine that is half as fast in one round slows both: the ratio stays, and is not noisy."""
    rounds = {
        "no_pool": [{"served": 100.0}, {"served": 50.0}, {"served": 100.0}],
        "pool": [{"served": 300.0}, {"served": 150.0}, {"served": 300.0}],
    }
    rows = arithmetic.of_rows(rounds, "no_pool", "served")
    assert rows["pool"]["ratio"] == {"median": 3.0, "min": 3.0, "max": 3.0}
    assert not rows["pool"]["noisy"]
    assert rows["no_pool"]["noisy"]
    assert rows["no_pool"]["served"] == {"median": 100.0, "min": 50.0, "max": 100.0}


@pytest.mark.parametrize(
    ("values", "noisy"), [([100, 110, 120], False), ([100, 100, 140], True), ([0, 0, 0], False)]
)
def test_rounds_that_disagree_are_noisy(values, noisy):
    assert arithmetic.is_noisy(values) is noisy


def test_knee_is_where_more_connections_gain_nothing():
    served = {1: 100.0, 2: 195.0, 4: 310.0, 8: 320.0, 16: 300.0}
    assert arithmetic.knee(served) == 4
    assert arithmetic.connections_by_littles_law(served) == 3.2


def test_every_round_begins_with_another(tmp_path):
    journal = Journal(tmp_path / "run.jsonl", RUN, say=lambda text: None)
    order = []

    def measure(name):
        order.append(name)
        return {"served": 1.0}

    interleave(journal, "near", "abc", 3, measure, "served")
    assert order == [*"abc", *"bca", *"cab"]


def test_stopped_run_goes_on(tmp_path):
    """What was measured is kept, half a line is not, and nothing is measured twice."""
    file = tmp_path / "run.jsonl"
    journal = Journal(file, RUN, say=lambda text: None)
    measured = iter([{"served": 1.0}, {"served": 2.0}])

    def stopped_after_two(name):
        try:
            return next(measured)
        except StopIteration:
            raise KeyboardInterrupt from None

    with pytest.raises(KeyboardInterrupt):
        interleave(journal, "near", ["pool", "none"], 2, stopped_after_two, "served")
    with file.open("a") as half:
        half.write('{"key": "near/no')

    said = []
    journal = Journal(file, RUN, say=said.append)
    again = []
    interleave(
        journal, "near", ["pool", "none"], 2, lambda n: again.append(n) or {"served": 3.0}, "served"
    )
    assert "2 measurements are kept" in said[0]
    assert again == ["none", "pool"]
    assert journal.has("near", ["pool", "none"], 2)
    assert journal.rounds("near", ["pool"], 2) == {"pool": [{"served": 1.0}, {"served": 3.0}]}
    assert Journal(file, RUN, say=said.append).measured == journal.measured


def test_another_run_begins_anew(tmp_path):
    """What was measured by another design, or with other versions, is not gone on with."""
    file = tmp_path / "run.jsonl"
    Journal(file, RUN, say=lambda text: None).add("near/pool/0", {"served": 1.0})
    assert Journal(file, {**RUN, "versions": "newer"}).measured == {}


@pytest.mark.parametrize(
    "svg",
    [
        bars("costs", "Ratios", [("None & one", 1.0, 1.0, 1.0), ("A pool", 4.0, 3.5, 5.0)]),
        stacks("costs", "Parts", ["TLS", "password"], [("PgBouncer", [0.0, 2.0])]),
    ],
)
def test_plot_can_be_seen_and_heard(svg):
    assert problems(svg, "costs") == []
