"""A copy of the project with more topics: every ordinary one four times, and a short one often."""

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
SHORT = "postgresql_pool_of_one"
"""The topic that CONTRIBUTING.md adds, step by step."""
FEW, MANY = 10, 40
"""How many copies of it there are in a shorter and in a longer run."""


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
        self.short = [self.duplicate(SHORT, f"{SHORT}_copy_{copy}") for copy in range(MANY)]
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
        return self._seconds([topic for copies in self.topics[:times] for topic in copies])

    def seconds_of_short(self, copies: int) -> float:
        """How long it takes to prove so many copies of the short topic."""
        return self._seconds(self.short[:copies])

    def _seconds(self, topics: list[str]) -> float:
        modules = " ".join(f"tests/test_{topic}.py" for topic in topics)
        return seconds("make", "test", f"ARGS=-q --record {modules}", directory=self.root)
