"""The code blocks that patches add, and the examples whose bytes they are.

A line ``# ...`` in a block stands for lines of the example that the block leaves out, as it does
throughout Django's documentation.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence import store
from upstream.series import Patch

OPENING = re.compile(r"^ *(?!\.\. ).*::$|^ *\.\. code-block:: python$")
ELISION = re.compile(r"^ *# \.\.\.$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A code block in the lines that a patch adds to a file, without its indentation."""

    patch: str
    file: str
    code: str


def blocks(patch: Patch) -> Iterator[Block]:
    """The code blocks that ``patch`` adds to texts."""
    for file, hunks in patch.added().items():
        if file.endswith(".txt"):
            for hunk in hunks:
                for code in code_blocks(hunk):
                    yield Block(patch.name, file, code)


def code_blocks(text: str) -> Iterator[str]:
    """The literal blocks of a reStructuredText."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if OPENING.match(line):
            indentation = len(line) - len(line.lstrip())
            block = []
            for each in lines[number + 1 :]:
                if each.strip() and len(each) - len(each.lstrip()) <= indentation:
                    break
                block.append(each)
            yield textwrap.dedent("\n".join(block)).strip("\n") + "\n"


def is_part_of(code: str, example: str) -> bool:
    """Whether ``code`` is, byte for byte, a part of ``example``, but for what it leaves out."""
    text, position = f"\n{example}", 0
    for part in ELISION.split(code):
        line = "\n" + part.strip("\n") + "\n"
        found = text.find(line, position)
        if found < 0 or not part.strip():
            return False
        position = found + len(line) - 1
    return True


def proven_by(code: str, examples: Path = store.EXAMPLES) -> list[str]:
    """The examples that ``code`` is a part of, by name."""
    return [
        name
        for name in store.example_files(examples)
        if name.endswith(".py") and is_part_of(code, (examples / name).read_text())
    ]
