"""Evidence that cannot be trusted is refused with the reason; none is lost or half written."""

import json
import signal
import subprocess
import sys

import pytest

from evidence import store

EXAMPLE = "topic/settings.py"
AGAIN = "Restore it from git, or run `make prove TOPIC=topic`."


def ran_on(version: str) -> dict:
    """An observation made on this version of SQLite."""
    return {
        "server": {"product": "SQLite", "version": version},
        "pooler": None,
        "packages": {"Django": "6.1"},
        "python": "3.13",
        "outcome": "passed",
        "claims": {"test_it": {"claim": "It works.", "facts": {}}},
    }


class Project:
    """Examples and evidence of their own, with one proven example."""

    def __init__(self, root):
        self.examples = root / "examples"
        self.evidence = root / "evidence"
        self.settings = self.examples / EXAMPLE
        self.recorded = self.evidence / f"{EXAMPLE}.json"
        self.settings.parent.mkdir(parents=True)
        self.evidence.mkdir()
        self.settings.write_text("DEBUG = False\n")
        self.write("3.40")

    def write(self, version):
        return store.write(EXAMPLE, [ran_on(version)], self.examples, self.evidence)

    def load(self):
        return store.load_current(EXAMPLE, self.examples, self.evidence)

    def versions(self):
        return [each["server"]["version"] for each in self.load()["combinations"]]

    def files(self):
        return [path for path in self.evidence.rglob("*") if path.is_file()]


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_missing_evidence_is_named(project):
    project.recorded.unlink()
    with pytest.raises(store.EvidenceMissing) as refusal:
        project.load()
    assert str(refusal.value) == (
        "evidence/topic/settings.py.json does not exist: no test has proven this example. "
        "Run `make prove TOPIC=topic`."
    )


def changed(project):
    project.settings.write_text("DEBUG = True\n")


def companion_added(project):
    project.settings.with_name("pgbouncer.ini").write_text("[pgbouncer]\n")


def renamed_companion(project):
    companion_added(project)
    project.write("3.40")
    companion = project.settings.with_name("pgbouncer.ini")
    companion.rename(companion.with_name("bouncer.ini"))


@pytest.mark.parametrize("change", [changed, companion_added, renamed_companion])
def test_evidence_is_stale_once_the_topic_changed(project, change):
    change(project)
    with pytest.raises(store.EvidenceStale) as refusal:
        project.load()
    assert str(refusal.value) == (
        "examples/topic/ has changed since topic/settings.py was proven. "
        "Run `make prove TOPIC=topic`."
    )


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (
            lambda text: text.replace("3.40", "3.41"),
            " was edited by hand: its seal does not fit its content.",
        ),
        (
            lambda text: text[:-20],
            " is not JSON (Unterminated string",
        ),
        (
            lambda text: text.replace('"3.13"', '"2.7"'),
            " is not as evidence/schema.json says: $.observations[0].on[0].python: "
            '"2.7" does not match "^3\\.[0-9]+$".',
        ),
        (lambda text: b"\xff\xfe", " is not JSON ("),
        (lambda text: "", " is not JSON (Expecting value: line 1 column 1 (char 0))."),
    ],
    ids=["edited", "cut short", "not as the schema says", "not text", "empty"],
)
def test_damaged_evidence_is_refused_with_the_reason(project, edit, reason):
    damaged = edit(project.recorded.read_text())
    project.recorded.write_bytes(damaged.encode() if isinstance(damaged, str) else damaged)
    with pytest.raises(store.EvidenceError) as refusal:
        project.load()
    assert str(refusal.value).startswith(f"evidence/topic/settings.py.json{reason}")
    assert str(refusal.value).endswith(AGAIN)
    assert "\n" not in str(refusal.value)


def test_evidence_about_another_example_is_refused(project):
    other = "topic/other.py"
    (project.examples / other).write_text("")
    project.recorded.rename(project.evidence / f"{other}.json")
    with pytest.raises(store.EvidenceError) as refusal:
        store.load(other, project.evidence)
    assert str(refusal.value) == (
        f"evidence/topic/other.py.json is about topic/settings.py. {AGAIN}"
    )


def test_combinations_of_other_machines_are_kept_in_order_of_version(project):
    for version in ("3.9", "3.51"):
        assert project.write(version)
    assert project.versions() == ["3.9", "3.40", "3.51"]


def test_what_is_observed_alike_is_written_once(project):
    project.write("3.9")
    (observation,) = json.loads(project.recorded.read_text())["observations"]
    assert [each["server"]["version"] for each in observation["on"]] == ["3.9", "3.40"]
    assert project.load()["combinations"] == [ran_on("3.9"), ran_on("3.40")]


def test_what_differs_is_written_for_each(project):
    failed = ran_on("3.51") | {"outcome": "failed-as-documented"}
    store.write(EXAMPLE, [failed, ran_on("3.9")], project.examples, project.evidence)
    assert len(json.loads(project.recorded.read_text())["observations"]) == 2
    assert project.load()["combinations"] == [ran_on("3.9"), ran_on("3.40"), failed]


def test_combinations_are_dropped_once_the_topic_changed(project):
    project.settings.write_text("DEBUG = True\n")
    project.write("3.51")
    assert project.versions() == ["3.51"]


def unanswered(outcome: str) -> dict:
    """An observation made where no server answered."""
    return ran_on("3.40") | {"server": {"product": "SQLite", "version": None}, "outcome": outcome}


@pytest.mark.parametrize("outcome", ["checked-by-driver", "read-not-run", "failed-as-documented"])
def test_combination_that_no_server_answered_to_stands_before_those_that_ran(project, outcome):
    store.write(EXAMPLE, [unanswered(outcome)], project.examples, project.evidence)
    assert project.versions() == [None, "3.40"]


def test_nothing_passes_where_no_server_answered(project):
    with pytest.raises(store.EvidenceError, match=r"does not fit .*server\.version"):
        store.write(EXAMPLE, [unanswered("passed")], project.examples, project.evidence)


@pytest.mark.parametrize("outcome", ["checked-by-driver", "read-not-run"])
def test_what_ran_on_a_server_is_not_called_unrun(project, outcome):
    with pytest.raises(store.EvidenceError, match=r"does not fit .*server\.version"):
        store.write(
            EXAMPLE, [ran_on("3.40") | {"outcome": outcome}], project.examples, project.evidence
        )


def test_writing_the_same_again_changes_nothing(project):
    before = project.recorded.stat()
    assert not project.write("3.40")
    after = project.recorded.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_observation_that_does_not_fit_the_schema_is_not_written(project):
    before = project.recorded.read_bytes()
    with pytest.raises(store.EvidenceError) as refusal:
        project.write("three")
    assert "does not fit evidence/schema.json" in str(refusal.value)
    assert project.recorded.read_bytes() == before


def test_failed_replacement_leaves_the_old_evidence_and_nothing_else(project):
    """The evidence's place is taken by a folder, so that the last step fails."""
    project.recorded.unlink()
    (project.recorded / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        project.write("3.51")
    assert project.files() == []
    assert list(project.evidence.iterdir()) == [project.recorded.parent]


KILLED_BEFORE_THE_LAST_STEP = """
import json, os, signal, sys
from pathlib import Path
from evidence import store

def kill(event, arguments):
    if event == "os.rename":
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(kill)
observed, examples, evidence, staging = sys.argv[1:]
store.write({example!r}, json.loads(observed), Path(examples), Path(evidence), Path(staging))
"""


def test_kill_before_the_last_step_leaves_the_old_evidence_and_no_litter_beside_it(
    project, tmp_path
):
    before = project.recorded.read_bytes()
    staging = tmp_path / "cleared by the next run"
    staging.mkdir()
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED_BEFORE_THE_LAST_STEP.format(example=EXAMPLE),
            json.dumps([ran_on("3.51")]),
            *map(str, (project.examples, project.evidence, staging)),
        ],
        cwd=store.ROOT,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert [path.name for path in staging.rglob("*.json")] == [project.recorded.name]
    assert project.files() == [project.recorded]
    assert project.recorded.read_bytes() == before


def test_benchmarks_are_not_taken_for_the_evidence_of_an_example(project):
    (project.evidence / "benchmarks").mkdir()
    (project.evidence / "benchmarks" / "suite.json").write_text("{}")
    assert store.recorded_examples(project.evidence) == [EXAMPLE]
