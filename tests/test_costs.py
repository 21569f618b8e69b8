"""What was measured of the costs fits its schema, and is what the pages argue from."""

import json
import re
import sys

import pytest

from evidence import schemas, store

sys.path.append(str(store.ROOT / "docs" / "_ext"))

from costs import RESULT, computed, holds, words

SCHEMA = store.ROOT / "benchmarks" / "costs" / "schema.json"
HOLDS = re.compile(r"^( *)\.\. holds::(.*\n(?:\1 +.*\n|\n)*)", re.MULTILINE)
COST = re.compile(r":cost:`([^`]+)`")


def quoted(pattern: re.Pattern, group: int) -> list[str]:
    """What the pages have of ``pattern``."""
    return [
        line.strip()
        for page in sorted((store.ROOT / "docs").rglob("*.rst"))
        for match in pattern.finditer(page.read_text())
        for line in match[group].splitlines()
        if line.strip()
    ]


@pytest.fixture(scope="module")
def measured() -> dict:
    return json.loads(RESULT.read_text())


def test_committed_result_fits_its_schema(measured):
    assert schemas.problem(measured, SCHEMA) is None


def test_no_request_failed(measured):
    """A number of requests a second says nothing where some of them failed."""
    rows = {
        f"{situation}/{name}": row["errors"]["max"]
        for situation, each in measured["throughput"].items()
        for name, row in each["rows"].items()
    }
    assert {name: errors for name, errors in rows.items() if errors} == {}


def test_what_pages_argue_from_was_measured(measured):
    relations = quoted(HOLDS, 2)
    assert relations
    assert [relation for relation in relations if not holds(relation, measured)] == []


def test_every_number_on_a_page_was_measured(measured):
    numbers = quoted(COST, 1)
    assert numbers
    assert [number for number in numbers if not words(computed(number, measured))] == []


def test_relation_that_does_not_hold_is_found():
    one = {"pool": {"ms": {"median": 2.0}}, "none": {"ms": {"median": 6.0}}}
    assert holds("none/ms > pool/ms", one)
    assert holds("none/ms / pool/ms >= 3", one)
    assert not holds("none/ms - pool/ms < 4", one)
    assert computed("none/ms + pool/ms * 2", one) == 16  # from left to right
    with pytest.raises(KeyError):
        holds("none/ms > other/ms", one)
