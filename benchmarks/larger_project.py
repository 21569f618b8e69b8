"""A copy of the project in which every ordinary topic is there once, twice and four times."""

import re
import shutil
from pathlib import Path

from benchmarks.command import seconds
from evidence import store
from tests.cache import CACHE

COPIED = ("Makefile", "docs", "evidence", "examples", "pyproject.toml", "requirements", "tests")
TIMES = (1, 2, 4)
ORDINARY = re.compile(r'^EXAMPLE = "(postgresql|sqlite)_', re.MULTILINE)
"""What the module of a topic says that has one settings file and needs one server."""


class LargerProject:
    """The copy, in ``root``."""

    def __init__(self, root: Path):
        root.mkdir()
        self.root = root
        for name in COPIED:
            source = store.ROOT / name
            if source.is_dir():
                shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("*.pyc.*"))
            else:
                shutil.copy2(source, root / name)
        (root / ".venv").symlink_to(store.ROOT / ".venv")
        (root / ".cache").mkdir()
        for programs in CACHE.glob("*/"):
            (root / ".cache" / programs.name).symlink_to(programs)
        topics = [
            path.stem.removeprefix("test_")
            for path in sorted((root / "tests").glob("test_*.py"))
            if ORDINARY.search(path.read_text())
        ]
        self.topics = [topics]
        """The topics that were there, and each set of copies."""
        for copy in range(1, max(TIMES)):
            self.topics.append([self.duplicate(topic, f"{topic}_{copy}") for topic in topics])
        # Only the examples are measured: the harness was tried where it was copied from.
        (root / ".cache" / "harness-tested").touch()

    def duplicate(self, topic: str, another: str) -> str:
        """Add a topic like ``topic`` under the name ``another``, and its tests."""
        shutil.copytree(self.root / "examples" / topic, self.root / "examples" / another)
        tests = (self.root / "tests" / f"test_{topic}.py").read_text()
        tests = re.sub(rf'"{topic}(?=[/"])', f'"{another}', tests)
        (self.root / "tests" / f"test_{another}.py").write_text(tests)
        return another

    def seconds(self, times: int) -> float:
        """How long it takes to prove the ordinary topics ``times`` times."""
        topics = [topic for copies in self.topics[:times] for topic in copies]
        modules = " ".join(f"tests/test_{topic}.py" for topic in topics)
        return seconds("make", "test", f"ARGS=-q --record {modules}", directory=self.root)
