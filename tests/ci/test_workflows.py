"""The workflows: pinned actions, least permissions, a limit of time, commands that exist."""

import re

import pytest

from evidence import store

WORKFLOWS = sorted((store.ROOT / ".github" / "workflows").glob("*.yml"))
EACH = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
USES = re.compile(r"uses: (\S+)(?: # (\S+))?$", re.MULTILINE)
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}")
TARGET = re.compile(r"^\S[^:=]*(?=:(?!=))", re.MULTILINE)


def test_there_are_workflows():
    assert [path.stem for path in WORKFLOWS] == ["ci", "links", "weekly"]


@EACH
def test_every_action_is_pinned_by_commit_with_its_version_beside_it(workflow):
    used = USES.findall(workflow.read_text())
    assert used
    for action, version in used:
        assert PINNED.fullmatch(action), action
        assert re.fullmatch(r"v\d+\.\d+\.\d+", version), action


def test_an_action_has_one_version():
    used = {use for workflow in WORKFLOWS for use in USES.findall(workflow.read_text())}
    names = [action.partition("@")[0] for action, _ in used]
    assert len(names) == len(set(names))


@EACH
def test_it_may_only_read(workflow):
    text = workflow.read_text()
    assert re.findall(r"^ *permissions:\n((?:  .+\n)+)", text, re.MULTILINE) == [
        "  contents: read\n"
    ]
    assert text.count("persist-credentials: false") == text.count("uses: actions/checkout@")
    assert "pull_request_target" not in text
    assert "secrets." not in text


@EACH
def test_it_has_limits(workflow):
    text = workflow.read_text()
    assert "\nconcurrency:\n" in text
    jobs = re.split(r"^  [a-z-]+:\n", text.partition("\njobs:\n")[2], flags=re.MULTILINE)[1:]
    assert jobs
    assert all(re.search(r"^    timeout-minutes: \d+$", job, re.MULTILINE) for job in jobs)


def test_every_part_of_the_evidence_has_a_name_of_its_own():
    """An artifact is not uploaded if one of its name is there."""
    text = (store.ROOT / ".github" / "workflows" / "ci.yml").read_text()
    assert "name: part-${{ matrix.name }}\n" in text
    names = re.findall(r"^ +- \{ name: (\w+),", text, re.MULTILINE)
    assert names
    assert len(names) == len(set(names))


@EACH
def test_every_make_target_exists(workflow):
    makefile = (store.ROOT / "Makefile").read_text().replace("$(VENV)", ".venv")
    targets = {target for line in TARGET.findall(makefile) for target in line.split()}
    assert set(re.findall(r"run: make (\S+)", workflow.read_text())) <= targets


@EACH
def test_every_program_of_the_project_exists(workflow):
    """What a workflow runs is a command of the Makefile or a file of the project."""
    lines = re.findall(r"run: (make \S+|\.ci/\S+|python (?!-m)\S+)", workflow.read_text())
    assert lines
    programs = [line.split()[-1] for line in lines if not line.startswith("make ")]
    assert [name for name in programs if not (store.ROOT / name).exists()] == []
