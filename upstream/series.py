"""The patches: what each says of itself, what it adds, and where it does not apply any more."""

import re
from dataclasses import dataclass
from pathlib import Path

from upstream import PATCHES, UpstreamError
from upstream.source import git, reset

SUBJECT = re.compile(r"^Subject: \[PATCH\] (.+(?:\n .+)*)", re.MULTILINE)
FILE = re.compile(r"^diff --git a/(\S+) b/\S+$", re.MULTILINE)
HUNK = re.compile(r"^(@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@.*)\n((?:[ +\\-].*\n)+)", re.MULTILINE)
APPLYING = re.compile(r"Applying patch (\S+) with \d+ rejects?\.\.\.\n((?:(?!Applying ).*\n?)*)")
REJECTED = re.compile(r"Rejected hunk #(\d+)")
NO_FILE = re.compile(r"^error: (\S+): (No such file or directory|already exists.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Patch:
    """One logical change, as `git format-patch` writes it."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def subject(self) -> str:
        """The first line of the commit's message. Raises UpstreamError without one."""
        found = SUBJECT.search(self.text)
        if not found:
            raise UpstreamError(f"{self.name} has no subject: write it with `git format-patch`.")
        return found[1].replace("\n ", " ")

    @property
    def message(self) -> str:
        """The commit's message, below its subject."""
        return self.text.partition("\ndiff --git ")[0].partition("\n\n")[2].strip()

    @property
    def files(self) -> list[str]:
        return list(self.hunks)

    @property
    def hunks(self) -> dict[str, list[tuple[str, str]]]:
        """For each file that it changes, the head and the lines of each hunk."""
        _, *parts = FILE.split(self.text)
        return {
            name: HUNK.findall(changes)
            for name, changes in zip(parts[::2], parts[1::2], strict=True)
        }

    def added(self) -> dict[str, list[str]]:
        """For each file that it changes, the lines that it adds, hunk by hunk."""
        return {
            name: [
                "".join(line[1:] for line in lines.splitlines(True) if line.startswith("+"))
                for _, lines in hunks
            ]
            for name, hunks in self.hunks.items()
        }


def series(directory: Path = PATCHES) -> list[Patch]:
    """The patches in their order. Raises UpstreamError if there are none."""
    found = [Patch(path) for path in sorted(directory.glob("*.patch"))]
    if not found:
        raise UpstreamError(f"There are no patches in {directory}.")
    return found


def apply(tree: Path, patches: list[Patch]) -> None:
    """Commit each patch to ``tree``, which is as Django ships it.

    Raises UpstreamError if one does not apply: it names the patch, each file and each hunk, and
    the tree is then again as Django ships it.
    """
    for patch in patches:
        if git(tree, "am", "--quiet", str(patch.path.resolve()), check=False).returncode:
            git(tree, "am", "--abort", check=False)
            places = rejected(tree, patch)
            reset(tree)
            raise UpstreamError(
                f"{patch.name} does not apply to {tree.name.replace('tree-', 'Django ')}:\n"
                + "".join(f"  {place}\n" for place in places)
                + "Compare these lines with Django's, and write the patch again. The site builds "
                "all the same: it reads the patches and not Django's documentation."
            )


def rejected(tree: Path, patch: Patch) -> list[str]:
    """Where in ``tree`` the patch does not apply: a sentence for each hunk, or for each file."""
    result = git(tree, "apply", "--reject", "--verbose", str(patch.path.resolve()), check=False)
    said = f"{result.stdout}\n{result.stderr}"
    places = [f"{name}: {reason}" for name, reason in NO_FILE.findall(said)]
    for name, lines in APPLYING.findall(said):
        for number in map(int, REJECTED.findall(lines)):
            head = patch.hunks[name][number - 1][0]
            places.append(f"{name}, hunk {number} ({head}): other lines are there now")
    return places or [f"{', '.join(patch.files)}: {result.stderr.strip() or 'git am refuses it'}"]
