"""The patches for Django's documentation when Django moves on, or cannot be asked."""

import io
import tarfile

import pytest

from upstream import UpstreamError, checks, series, source

TEXT = "One\n===\n\nFirst sentence.\n\nSecond sentence.\n\nThird sentence.\n"
HEAD = """From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: Your Name <you@example.com>
Date: Sun, 22 Nov 2026 00:00:00 +0000
Subject: [PATCH] Fixed #XXXXX -- Corrected the second sentence.

It was wrong.

diff --git a/docs/one.txt b/docs/one.txt
--- a/docs/one.txt
+++ b/docs/one.txt
"""
HUNK = [
    "@@ -3,5 +3,5 @@",
    " ",
    " First sentence.",
    " ",
    "-Second sentence.",
    "+A second sentence.",
    " ",
]


@pytest.fixture
def patch(tmp_path) -> series.Patch:
    path = tmp_path / "0001-second-sentence.patch"
    path.write_text(HEAD + "\n".join(HUNK) + "\n")
    return series.Patch(path)


def archive(directory, version="9.9", **texts: str):
    """A small source distribution of a Django, with one text in its documentation."""
    path = directory / f"django-{version}.tar.gz"
    with tarfile.open(path, "w:gz") as files:
        for name, text in {"docs/one.txt": TEXT, **texts}.items():
            member = tarfile.TarInfo(f"django-{version}/{name}")
            member.size = len(text.encode())
            files.addfile(member, io.BytesIO(text.encode()))
    return path


def test_patch_applies_again_and_again(tmp_path, patch):
    for _ in range(2):
        tree = source.unpacked(archive(tmp_path))
        assert (tree / "docs" / "one.txt").read_text() == TEXT
        series.apply(tree, [patch])
        assert "\nA second sentence.\n" in (tree / "docs" / "one.txt").read_text()


def test_hunk_that_does_not_apply_is_named(tmp_path, patch):
    """The patch, the file, the hunk and the version are; and the tree is put back."""
    text = TEXT.replace("Second", "Another")
    tree = source.unpacked(archive(tmp_path, "10.0", **{"docs/one.txt": text}))
    with pytest.raises(UpstreamError) as error:
        series.apply(tree, [patch])
    assert str(error.value).splitlines()[:2] == [
        "0001-second-sentence.patch does not apply to Django 10.0:",
        "  docs/one.txt, hunk 1 (@@ -3,5 +3,5 @@): other lines are there now",
    ]
    assert "The site builds all the same" in str(error.value)
    assert (tree / "docs" / "one.txt").read_text() == text
    assert sorted(path.name for path in (tree / "docs").iterdir()) == ["one.txt"]


def test_run_that_was_interrupted_is_forgotten(tmp_path, patch):
    """A patch that git has begun to apply is in nobody's way."""
    other = archive(tmp_path, "10.0", **{"docs/one.txt": TEXT.replace("Second", "Another")})
    tree = source.unpacked(other)
    assert source.git(tree, "am", "--quiet", str(patch.path), check=False).returncode
    assert (tree / ".git" / "rebase-apply").exists()
    assert source.unpacked(other) == tree
    assert not (tree / ".git" / "rebase-apply").exists()


def test_file_that_is_gone_is_named(tmp_path, patch):
    tree = source.unpacked(archive(tmp_path, "10.0", **{"docs/one.txt": "", "docs/two.txt": TEXT}))
    (tree / "docs" / "one.txt").unlink()
    source.git(tree, "commit", "--quiet", "--all", "--message", "Moved on.")
    with pytest.raises(UpstreamError, match=r"docs/one\.txt: No such file or directory"):
        series.apply(tree, [patch])


def test_offline_with_nothing_kept_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(UpstreamError, match=r"could not be had: pip says: .+ Run again where pip"):
        source.newest(tmp_path)


def test_offline_the_newest_that_was_kept_is_taken_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "download", lambda directory: "pip says: no network")
    archive(tmp_path, "9.9")
    archive(tmp_path, "10.0")
    taken, warning = source.newest(tmp_path)
    assert taken.name == "django-10.0.tar.gz"
    assert "(pip says: no network)" in warning
    assert "a newer one may be out" in warning


def test_damaged_archive_is_removed(tmp_path):
    path = archive(tmp_path)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(UpstreamError, match="was damaged"):
        source.unpacked(path)
    assert sorted(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("check", "complaint", "said"),
    [
        (
            0,
            "ref/a.txt:7: WARNING: undefined label: 'x' [ref.ref]",
            "undefined label: 'x' [ref.ref]",
        ),
        (1, "./ref/a.txt:7: trailing whitespace", "ref/a.txt: trailing whitespace"),
        (3, "WARNING: ref/a.txt:7: : Spell check: b: a b.", "ref/a.txt: : Spell check: b: a b."),
        (2, "docs/ref/a.txt: Rewriting...", "docs/ref/a.txt: Rewriting..."),
        (2, "docs/ref/a.txt:7: code block parse error", "docs/ref/a.txt: code block parse error"),
    ],
)
def test_complaint_is_the_same_in_another_line(check, complaint, said):
    assert checks.CHECKS[check].said(complaint) == said


def test_complaint_of_djangos_own_does_not_count(tmp_path):
    """What was said before is not the series' doing; what is new is, with its line."""
    lint = checks.Check("lint", lambda *_: ["a.txt:9: old", "a.txt:10: new"])
    found = checks.new_complaints(lint, tmp_path, None, [], ["a.txt:3: old"])
    assert found == ["a.txt:10: new"]
