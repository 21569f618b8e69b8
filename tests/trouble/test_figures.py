"""A drawing that a reader could not see, hear or read on a phone stops the build."""

import sys

import pytest

from evidence import store

sys.path.insert(0, str(store.ROOT / "docs" / "_ext"))

from fault_svg import BARS, Plot
from fault_svg import svg as timeline_svg
from figure_svg import FIGURES, problems
from queueing import svg

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 360 100"
  aria-labelledby="pool-title pool-desc">
  <title id="pool-title">A pool</title><desc id="pool-desc">Two connections.</desc>
  <rect class="box" width="20" height="10"/><text class="label">two</text></svg>"""


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("Two connections.", "", 'It needs a <desc id="pool-desc"> with a text.'),
        ("pool-title pool-desc", "title", "Its role has to be img, labeled by"),
        ("0 0 360 100", "0 0 900 100", 'Its viewBox has to be "0 0 360 …"'),
        ("two</text>", "two</text><style>*{}</style>", "It must not have a <style>."),
        ('class="label"', 'fill="red"', "A <text> has fill: use a class of figures.css."),
        ('class="label"', 'id="two"', "The id two has to begin with pool."),
    ],
    ids=["description", "label", "width", "style", "color", "id"],
)
def test_broken_rule_is_said(right, wrong, said):
    assert problems(DRAWING, "pool") == []
    [problem] = problems(DRAWING.replace(right, wrong), "pool")
    assert problem.startswith(said)


@pytest.mark.parametrize("file", sorted(FIGURES.glob("*.svg")), ids=lambda file: file.stem)
def test_drawings_keep_the_rules(file):
    assert problems(file.read_text(), file.stem) == []


def test_plot_keeps_the_rules_and_says_its_numbers():
    plot = svg("queueing-wait", "The wait", [(3, 0.5, 0.6), (4, 0.2, 0.1)])
    assert problems(plot, "queueing-wait") == []
    assert "3 connections: 0.5, expected 0.6, 4 connections: 0.2, expected 0.1." in plot


def timeline(seconds: int) -> dict:
    """One request in each quarter of a second, of which every other fails."""
    count = 4 * seconds
    return {
        "bucket": 0.25,
        "answered": [1, 0] * (count // 2),
        "failed": [0, 1] * (count // 2),
        "waiting": [0] * count,
        "connections": [None, 3] * (count // 2),
        "struck": 1.0,
        "over": 1.1,
        "restarted": seconds - 1,
    }


@pytest.mark.parametrize("seconds", [3, 90])
def test_timeline_keeps_the_rules_and_loses_no_request(seconds):
    drawn = timeline_svg("fault-x", "A <title>", "What & how", timeline(seconds))
    assert problems(drawn, "fault-x") == []
    plot = Plot(timeline(seconds))
    assert len(plot.answered) <= BARS
    assert sum(plot.answered) == sum(plot.failed) == 2 * seconds
    assert plot.most_connections == 3
