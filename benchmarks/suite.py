"""Measure how long the suite and the site's build take on this machine: `make bench-suite`.

The figures go to evidence/benchmarks/suite.json. QUICK=1 tries everything once and writes nothing.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import jsonschema

from benchmarks import machine
from evidence import store
from tests.servers.postgresql_binaries import CACHE
from tests.servers.run_directory import run_directory

RESULT = store.BENCHMARKS / "suite.json"
SCHEMA = Path(__file__).with_name("schema.json")
WHAT = {
    "test": "A warm make test, with the start of its servers",
    "first_topics": "A warm make test of the five topics that the project began with",
    "html": "A make html when nothing has changed",
    "strict": "A strict build of the site, from nothing",
    "further_example": "What each further example adds to a run",
}


FIRST_TOPICS = (
    "postgresql_no_pool",
    "postgresql_persistent",
    "postgresql_pool",
    "postgresql_pool_sized",
    "sqlite_persistent",
)


class Failed(Exception):
    """A command that was to be measured failed; the message has the end of what it printed."""


def seconds(*command: str, directory: Path = store.ROOT) -> float:
    """How long ``command`` takes. Raises Failed if it fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - started
    if done.returncode:
        end = "\n".join(done.stdout.splitlines()[-20:])
        raise Failed(f"`{' '.join(command)}` failed, so nothing is written. It ends:\n{end}")
    return taken


def measure_test() -> float:
    return seconds("make", "test")


def measure_first_topics() -> float:
    modules = " ".join(f"tests/test_{topic}.py" for topic in FIRST_TOPICS)
    return seconds("make", "test", f"ARGS={modules}")


def measure_html() -> float:
    return seconds("make", "html")


def measure_strict() -> float:
    return seconds("make", "strict")


class LargerProject:
    """A copy of the project in which every ordinary topic can be run twice."""

    COPIED = ("Makefile", "docs", "evidence", "examples", "pyproject.toml", "requirements", "tests")

    def __init__(self, root: Path):
        root.mkdir()
        self.root = root
        for name in self.COPIED:
            source = store.ROOT / name
            if source.is_dir():
                shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("*.pyc.*"))
            else:
                shutil.copy2(source, root / name)
        (root / ".venv").symlink_to(store.ROOT / ".venv")
        (root / ".cache").mkdir()
        for server in CACHE.glob("*/"):
            (root / ".cache" / server.name).symlink_to(server)
        self.topics = [
            path.stem.removeprefix("test_")
            for path in sorted((root / "tests").glob("test_*.py"))
            if re.search(r"^EXAMPLE = ", path.read_text(), re.MULTILINE)
        ]
        self.copies = [self.duplicate(topic) for topic in self.topics]
        # Only the examples are measured: the harness was tried where it was copied from.
        (root / ".cache" / "harness-tested").touch()

    def duplicate(self, topic: str) -> str:
        """Add a topic like ``topic`` under another name, and its tests."""
        another = f"{topic}_again"
        shutil.copytree(self.root / "examples" / topic, self.root / "examples" / another)
        tests = (self.root / "tests" / f"test_{topic}.py").read_text()
        tests = re.sub(rf'"{topic}(?=[/"])', f'"{another}', tests)
        (self.root / "tests" / f"test_{another}.py").write_text(tests)
        return another

    def seconds(self, topics: list[str]) -> float:
        """How long it takes to prove ``topics``."""
        modules = " ".join(f"tests/test_{topic}.py" for topic in topics)
        return seconds("make", "test", f"ARGS=-q --record {modules}", directory=self.root)

    def measure(self) -> float:
        """What one topic costs, from a run of all and a run of twice as many."""
        difference = self.seconds(self.topics + self.copies) - self.seconds(self.topics)
        return difference / len(self.copies)


def repeat(name: str, measure, runs: int, *, warm_up: bool) -> dict:
    """Measure ``runs`` times, after once to warm up, and say so while it goes on."""
    print(f"{WHAT[name]}:", flush=True)
    if warm_up:
        print("  warming up …", flush=True)
        measure()
    taken = []
    for run in range(1, runs + 1):
        taken.append(measure())
        print(f"  {run} of {runs}: {taken[-1]:.2f} s", flush=True)
    return {
        "what": WHAT[name],
        "median": round(statistics.median(taken), 2),
        "min": round(min(taken), 2),
        "max": round(max(taken), 2),
        "runs": runs,
    }


def measurements(runs: int) -> dict:
    """Everything that this benchmark measures, by name."""
    measured = {
        "test": repeat("test", measure_test, runs, warm_up=runs > 1),
        "first_topics": repeat("first_topics", measure_first_topics, runs, warm_up=runs > 1),
        "strict": repeat("strict", measure_strict, runs, warm_up=False),
        "html": repeat("html", measure_html, runs, warm_up=True),
    }
    with run_directory() as directory:
        project = LargerProject(directory / "larger")
        measured["further_example"] = repeat(
            "further_example", project.measure, runs, warm_up=runs > 1
        )
    return measured


def write(result: dict, path: Path = RESULT) -> None:
    """Check ``result`` against the schema and replace the file at ``path`` in one step."""
    jsonschema.validate(result, json.loads(SCHEMA.read_text()))
    text = json.dumps(result, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    with run_directory() as directory:
        store.replace(path, text, staging=directory)


def table(measured: dict) -> str:
    """The measurements, a line each."""
    width = max(len(each["what"]) for each in measured.values())
    lines = [f"{'Seconds':{width}}  median     min     max  runs"]
    lines += [
        f"{each['what']:{width}}  {each['median']:6.2f}  {each['min']:6.2f}  {each['max']:6.2f}"
        f"  {each['runs']:4}"
        for each in measured.values()
    ]
    return "\n".join(lines)


def main() -> None:
    quick = bool(os.environ.get("QUICK"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suite", description=__doc__)
    parser.add_argument(
        "--runs",
        type=int,
        default=1 if quick else 5,
        help="how often each is measured (default: 5)",
    )
    runs = parser.parse_args().runs
    if runs < 1:
        parser.error(f"--runs is {runs}: measure at least once")
    try:
        measured = measurements(runs)
    except Failed as failure:
        sys.exit(str(failure))
    print(table(measured))
    if quick:
        print("Nothing was written: QUICK is set.")
    else:
        write({"machine": machine.facts(), "measurements": measured})
        print(f"Written to {RESULT.relative_to(store.ROOT)}.")


if __name__ == "__main__":
    main()
