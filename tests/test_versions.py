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
CHARACTER_SET = {"life_of_a_connection/settings.py"}
SERIALIZED = {"pooled_tests_serialized/tests.py"}
"""What changed with Django 5.2 besides Oracle: a page says so."""
COPIED = {"pooled_tests_mysql/tests.py"}
"""What changed with Django 6.0."""
ORACLE = {example for example in EVERYTHING if "oracle" in example}
"""What Django 5.2 brought: Oracle's pool."""


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


def changed(before: dict, after: dict) -> dict:
    """The tests of ``before`` that saw something else, or are not about the newer version.

    A test that was written later may have been recorded on the newer one alone.
    """
    return {test: facts for test, facts in before.items() if after.get(test) != facts}


@pytest.mark.parametrize(
    ("older", "newer", "examples"),
    [
        ("4.2", "5.0", TABLE - ORACLE),
        ("5.1", "5.2", EVERYTHING - ORACLE - CHARACTER_SET - SERIALIZED),
        ("5.2", "6.0", EVERYTHING - COPIED),
    ],
)
def test_nothing_changed_between(older, newer, examples):
    """Each fact was recorded on both, with the same server, drivers and Python."""
    compared = set()
    for example in sorted(examples):
        before, after = recorded(example, older), recorded(example, newer)
        for others in before.keys() & after.keys():
            assert not changed(before[others], after[others]), f"{example} differs on {others}"
            compared.add(example)
    assert compared >= (TABLE - ORACLE), "the page's table was not recorded on both"


@pytest.mark.parametrize("example", ["postgresql_pool/settings.py", "sqlite_immediate/settings.py"])
def test_change_would_be_seen(example):
    """The comparison finds a change that is there: that of 5.1."""
    before, after = recorded(example, "5.0"), recorded(example, "5.1")
    assert any(changed(before[others], after[others]) for others in before.keys() & after.keys())


def test_character_set_is_all_that_changed_in_a_new_connection():
    """On MySQL and MariaDB, Django 5.2 sends what 5.1 did, with utf8mb4 for utf8mb3."""
    [example] = CHARACTER_SET
    before, after = recorded(example, "5.1"), recorded(example, "5.2")
    differing = [
        each for each in before.keys() & after.keys() if changed(before[each], after[each])
    ]
    assert differing
    for others in differing:
        assert json.dumps(before[others]).replace("utf8mb3", "utf8mb4") == json.dumps(after[others])


def test_worker_on_the_wrong_database_is_new_in_django_52():
    [example] = SERIALIZED
    before, after = recorded(example, "5.1"), recorded(example, "5.2")
    assert {test for facts in before.values() for test in facts} == {
        "test_worker_was_on_its_own_database"
    }
    assert all("test_worker_is_on_the_wrong_database" in facts for facts in after.values())


def test_failed_copy_is_reported_from_django_60_on():
    [example] = COPIED
    said = {
        series: {test for facts in recorded(example, series).values() for test in facts}
        for series in ("5.2", "6.0")
    }
    assert said["5.2"] - said["6.0"] == {"test_failed_copy_is_not_reported"}
    assert said["6.0"] - said["5.2"] == {"test_copy_needs_more_than_the_database"}
