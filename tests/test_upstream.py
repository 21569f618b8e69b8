"""The patches for Django's documentation: their form, and the examples that their code is."""

import re

import pytest

from evidence import store
from upstream import REPORTS
from upstream.blocks import Block, blocks, code_blocks, is_part_of, proven_by
from upstream.series import Patch, series

EACH = pytest.mark.parametrize("patch", series(), ids=lambda patch: patch.name)
BLOCKS = [block for patch in series() for block in blocks(patch)]
SUBJECT = re.compile(
    r"(Fixed|Refs) #XXXXX -- (Added|Allowed|Corrected|Documented|Explained) .+\.", re.ASCII
)
VERDICTS = {"passed", "checked-by-driver"}


@EACH
def test_message_is_in_djangos_form(patch):
    """A ticket, the past tense, a full stop, lines of 72; a body that says why."""
    assert SUBJECT.fullmatch(patch.subject)
    assert len(patch.subject) <= 72
    assert patch.message
    assert max(map(len, patch.message.splitlines())) <= 72


@EACH
def test_patch_changes_documentation_alone(patch):
    assert [name for name in patch.files if not re.fullmatch(r"docs/.+\.txt", name)] == []


@EACH
def test_added_lines_are_wrapped(patch):
    added = [
        line for hunks in patch.added().values() for hunk in hunks for line in hunk.split("\n")
    ]
    assert [line for line in added if len(line) > 79] == []


def test_patches_are_numbered_in_their_order():
    assert [patch.name[:5] for patch in series()] == [
        f"{number:04}-" for number in range(1, len(series()) + 1)
    ]


def test_every_patch_is_on_the_page_with_its_proof():
    page = (store.ROOT / "docs" / "howto" / "patch_djangos_docs.rst").read_text()
    shown = re.findall(r"^\.\. upstream-patch:: (\d{4}) \S", page, re.MULTILINE)
    assert shown == [patch.name[:4] for patch in series()]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.patch}:{block.code[:20]!r}")
def test_code_block_is_an_example_that_ran(block: Block):
    """Its bytes, but for what it leaves out, are those of an example whose evidence holds."""
    examples = proven_by(block.code)
    assert examples, block.code
    outcomes = {
        combination["outcome"]
        for example in examples
        for combination in store.load_current(example)["combinations"]
    }
    assert outcomes & VERDICTS


def test_there_are_code_blocks():
    """The guide's two, and that on Oracle's pool."""
    assert len(BLOCKS) == 3


def test_code_blocks_of_a_text_are_found():
    text = "One::\n\n    a = 1\n\n    b = 2\n\nText.\n\n* Two::\n\n    c = 3\nText: no block::x\n"
    assert list(code_blocks(text)) == ["a = 1\n\nb = 2\n", "c = 3\n"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a = [\n    1,\n    2,\n]\n", True),
        ("a = [\n    # ...\n    2,\n]\n", True),
        ("a = [\n    2,\n]\n", False),
        ("    1,\n", True),
        ("1,\n", False),
        ("a = [\n    # ...\n    # ...\n]\n", False),
    ],
)
def test_part_of_an_example_is_one_byte_for_byte(code, expected):
    assert is_part_of(code, "import x\n\na = [\n    1,\n    2,\n]\n") is expected


def test_reports_name_what_they_rest_on():
    """Each report says where it is to be filed, what was seen, and with which versions."""
    reports = sorted(REPORTS.glob("*.md"))
    assert len(reports) == 4
    for report in reports:
        text = report.read_text()
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Where to file it",
            "The report",
            "How it was seen",
        ], report.name


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.patch")), ids=lambda path: path.name)
def test_patches_of_reports_are_in_djangos_form(path):
    assert re.match(r"(Fixed|Refs) #XXXXX -- [A-Z]\w+ed .+\.$", Patch(path).subject)
