"""The page on versions says between which series of Django nothing changed: does the evidence?"""

import json
import re

import pytest

from evidence import store

PAGE = store.ROOT / "docs" / "reference" / "versions.rst"
TABLE = {
    f"{topic}/settings.py"
    for topic in re.findall(r"^ {6}([a-z_]+)$", PAGE.read_text(), re.MULTILINE)
}
EVERYTHING = set(store.recorded_examples())
ORACLE = {example for example in EVERYTHING if example.startswith("oracle_")}


def recorded(example: str, series: str) -> dict[str, dict]:
    """What was recorded on a series of Django, by the other software that it ran on."""
    found = {}
    for each in store.load(example)["combinations"]:
        packages = dict(each["packages"])
        if packages.pop("Django").startswith(f"{series}."):
            others = [each["server"], each["pooler"], packages, each["python"]]
            facts = {test: claim["facts"] for test, claim in each["claims"].items()}
            found[json.dumps(others, sort_keys=True)] = facts
    return found


@pytest.mark.parametrize(
    ("older", "newer", "examples"),
    [
        ("4.2", "5.0", TABLE - ORACLE),
        ("5.1", "5.2", EVERYTHING - ORACLE),
        ("5.2", "6.0", EVERYTHING),
    ],
)
def test_nothing_changed_between(older, newer, examples):
    """Each fact was recorded on both, with the same server, drivers and Python."""
    compared = set()
    for example in sorted(examples):
        before, after = recorded(example, older), recorded(example, newer)
        for others in before.keys() & after.keys():
            assert before[others] == after[others], f"{example} differs on {others}"
            compared.add(example)
    assert compared >= (TABLE - ORACLE), "the page's table was not recorded on both"


@pytest.mark.parametrize("example", ["postgresql_pool/settings.py", "sqlite_immediate/settings.py"])
def test_change_would_be_seen(example):
    """The comparison finds a change that is there: that of 5.1."""
    before, after = recorded(example, "5.0"), recorded(example, "5.1")
    assert any(before[others] != after[others] for others in before.keys() & after.keys())
