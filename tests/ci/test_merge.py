"""Evidence from another machine is added; what contradicts or does not fit is named instead."""

import copy
import shutil

import pytest

from evidence import store
from evidence.merge import merge

EXAMPLE = "topic/settings.py"


class Machine:
    """A clone's examples and evidence, with one proven example."""

    def __init__(self, folder, versions):
        self.examples = folder / "examples"
        self.evidence = folder / "evidence"
        (self.examples / EXAMPLE).parent.mkdir(parents=True)
        (self.examples / EXAMPLE).write_text("DEBUG = False\n")
        self.record(*map(ran_on, versions))

    def record(self, *combinations):
        store.write(EXAMPLE, list(combinations), self.examples, self.evidence)

    def merge(self, other):
        return merge(other.evidence, self.examples, self.evidence)

    def combinations(self):
        return store.load_current(EXAMPLE, self.examples, self.evidence)["combinations"]

    def versions(self):
        return [each["server"]["version"] for each in self.combinations()]


def ran_on(version, fact=1):
    return {
        "server": {"product": "SQLite", "version": version},
        "pooler": None,
        "packages": {"Django": "6.1"},
        "python": "3.13",
        "outcome": "passed",
        "claims": {"test_it": {"claim": "It works.", "facts": {"seen": fact}}},
    }


@pytest.fixture
def here(tmp_path):
    return Machine(tmp_path / "here", ["3.40"])


@pytest.fixture
def there(tmp_path):
    return Machine(tmp_path / "there", ["3.40", "3.51"])


def test_combinations_of_both_are_kept(here, there):
    assert here.merge(there) == []
    assert here.versions() == ["3.40", "3.51"]
    assert there.merge(here) == []
    assert there.combinations() == here.combinations()


def test_example_that_only_the_other_has_proven_is_added(here, there):
    shutil.rmtree(here.evidence)
    assert here.merge(there) == []
    assert here.combinations() == there.combinations()


def test_contradiction_is_named_and_the_rest_is_added(here, there):
    there.record(ran_on("3.40", fact=2))
    before = copy.deepcopy(here.combinations())
    [problem] = here.merge(there)
    assert problem.startswith(f"evidence: {EXAMPLE} did something else there, on the same software")
    assert here.combinations()[0] == before[0]
    assert here.versions() == ["3.40", "3.51"]


def with_a_claim_more(combination):
    added = {"test_more": {"claim": "It does more.", "facts": {}}}
    return combination | {"claims": combination["claims"] | added}


def test_record_with_more_claims_is_taken(here, there):
    """On either side, if what both claim agrees: it was made after a test was added."""
    there.record(with_a_claim_more(ran_on("3.40")))
    assert here.merge(there) == []
    assert here.combinations() == there.combinations()
    there.record(ran_on("3.40"))
    assert here.merge(there) == []
    assert here.combinations()[0] == with_a_claim_more(ran_on("3.40"))


def test_record_with_more_claims_that_contradicts_is_named(here, there):
    there.record(with_a_claim_more(ran_on("3.40", fact=2)))
    before = copy.deepcopy(here.combinations())
    [problem] = here.merge(there)
    assert "did something else there" in problem
    assert here.combinations()[0] == before[0]


def test_evidence_of_other_bytes_is_left_out(here, there):
    (here.examples / EXAMPLE).write_text("DEBUG = True\n")
    here.record(ran_on("3.40"))
    [problem] = here.merge(there)
    assert "examples/topic/ has changed since" in problem
    assert here.versions() == ["3.40"]
