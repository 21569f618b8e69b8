"""Nothing that did not run on a server reads as if it had."""

import sys

import pytest

from evidence import store

sys.path.append(str(store.ROOT / "docs" / "_ext"))

import evidence_reader
import proof_pages
import support_matrix


def oracle(version, outcome, django="6.1"):
    return {
        "server": {"product": "Oracle", "version": version},
        "pooler": None,
        "packages": {"Django": django, "oracledb": "4.0"},
        "python": "3.13",
        "outcome": outcome,
        "claims": {},
    }


RAN = oracle("23.9", "passed", django="5.2")
CHECKED = oracle(None, "checked-by-driver")
REFUSED = oracle(None, "failed-as-documented")
READ = CHECKED | {
    "server": {"product": "MariaDB", "version": None},
    "pooler": {"product": "ProxySQL", "version": None},
    "outcome": "read-not-run",
}
VERSIONS = "oracledb 4.0 · Django 6.1 · Python 3.13"


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("combination", "words"),
    [
        (CHECKED, f"Checked by the driver, not run on Oracle ({VERSIONS})"),
        (REFUSED, f"Fails as described, before it connects to Oracle ({VERSIONS})"),
        (READ, f"Read, not run on ProxySQL ({VERSIONS})"),
    ],
)
def test_badge_says_that_no_server_answered(combination, words):
    assert plain(evidence_reader.describe(combination)) == words


@pytest.mark.parametrize(
    ("combination", "words"),
    [
        (CHECKED, "Checked by the driver, not run on Oracle"),
        (READ, "Read, not run on ProxySQL"),
        (RAN, "Proven"),
    ],
)
def test_matrix_says_it_too(combination, words):
    assert support_matrix.verdict(combination) == words


def test_quoted_fact_says_what_was_not_there():
    said = [evidence_reader.seen(each, evidence_reader.software(each)) for each in (CHECKED, RAN)]
    assert plain(said[0]) == f"Seen on {VERSIONS}, without Oracle"
    assert "without" not in said[1]


def test_what_ran_is_not_folded_into_what_did_not():
    ran = oracle("23.9", "failed-as-documented")
    for combinations in ([REFUSED, ran], [ran, REFUSED]):
        folded = evidence_reader.folded(combinations)
        assert [each for each, _ in folded] == combinations


def test_badge_prefers_what_ran_to_what_is_newer():
    recorded = {"combinations": [CHECKED, RAN]}
    assert evidence_reader.newest(recorded) == RAN
    assert evidence_reader.newest({"combinations": [CHECKED]}) == CHECKED


def test_every_oracle_example_is_named_as_what_its_evidence_says():
    """Where this project has no evidence from Oracle, its pages of proofs do not claim any."""
    for example in store.recorded_examples():
        recorded = store.load(example)
        if {each["server"]["version"] for each in recorded["combinations"]} == {None}:
            topic = store.topic_of(example)
            assert proof_pages.silent_products(topic)[example] in {"Oracle", "ProxySQL", "MaxScale"}
            assert f"No {proof_pages.silent_products(topic)[example]} answered" in (
                proof_pages.limit(topic)
            )


def test_topic_that_ran_in_part_says_which_file_did_not():
    said = proof_pages.limit("pool_options")
    assert said == (
        " No Oracle answered: <code>oracle/settings.py</code> was read, "
        "and the tests that need one did not run."
    )
