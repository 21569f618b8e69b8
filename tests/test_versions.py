"""The page on versions says between which series of Django nothing changed: does the evidence?"""

import json
import re

import pytest

from evidence import store

PAGE = store.ROOT / "docs" / "reference" / "versions.rst"
TOPICS = re.findall(r"^ {6}([a-z_]+)$", PAGE.read_text(), re.MULTILINE)
ON_ORACLE = {"oracle_no_pool", "oracle_pool"}


def recorded(topic: str, series: str) -> dict[str, dict]:
    """What was recorded on a series of Django, by the other software that it ran on."""
    found = {}
    for each in json.loads(store.evidence_path(f"{topic}/settings.py").read_text())["combinations"]:
        packages = dict(each["packages"])
        if packages.pop("Django").startswith(f"{series}."):
            others = [each["server"], each["pooler"], packages, each["python"]]
            facts = {test: claim["facts"] for test, claim in each["claims"].items()}
            found[json.dumps(others, sort_keys=True)] = facts
    return found


@pytest.mark.parametrize(
    ("older", "newer", "topics"),
    [
        ("4.2", "5.0", set(TOPICS) - ON_ORACLE),
        ("5.1", "5.2", set(TOPICS) - ON_ORACLE),
        ("5.2", "6.0", set(TOPICS)),
    ],
)
def test_nothing_changed_between(older, newer, topics):
    """Each fact was recorded on both, with the same server, drivers and Python."""
    compared = 0
    for topic in sorted(topics):
        before, after = recorded(topic, older), recorded(topic, newer)
        for others in before.keys() & after.keys():
            assert before[others] == after[others], f"{topic} differs on {others}"
            compared += 1
    assert compared >= len(topics - ON_ORACLE)


@pytest.mark.parametrize("topic", ["postgresql_pool", "sqlite_immediate"])
def test_what_changed_is_seen_in_the_same_way(topic):
    """The comparison finds a change that is there: with 5.1."""
    before, after = recorded(topic, "5.0"), recorded(topic, "5.1")
    assert any(before[others] != after[others] for others in before.keys() & after.keys())
