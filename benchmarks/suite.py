"""Measure how long the suite and the site's build take on this machine: `make bench-suite`.

The figures go to evidence/benchmarks/suite.json. QUICK=1 tries everything once and writes nothing.
"""

import argparse
import json
import os
import statistics
import sys
from functools import partial
from pathlib import Path

from benchmarks import machine
from benchmarks.command import Failed, seconds
from benchmarks.larger_project import FEW, MANY, TIMES, LargerProject
from evidence import schemas, store
from tests.servers.run_directory import run_directory

RESULT = store.BENCHMARKS / "suite.json"
SCHEMA = Path(__file__).with_name("schema.json")
WHAT = {
    "test": "A warm make test, with the start of its servers",
    "first_topics": "A warm make test of the five topics that the project began with",
    "html": "A make html when nothing has changed",
    "strict": "A strict build of the site, from nothing",
    "servers": "A warm make servers: every server started once, side by side",
    "ordinary_1": "The ordinary topics: one settings file, one server",
    "ordinary_2": "The same with every topic twice",
    "ordinary_4": "The same with every topic four times",
    "further_ordinary": "What each further ordinary topic adds to such a run",
    "further_example": "What each further topic adds that is like the one in CONTRIBUTING.md",
}
FIRST_TOPICS = (
    "postgresql_no_pool",
    "postgresql_persistent",
    "postgresql_pool",
    "postgresql_pool_sized",
    "sqlite_persistent",
)


def measure_test() -> float:
    return seconds("make", "test")


def measure_first_topics() -> float:
    modules = " ".join(f"tests/test_{topic}.py" for topic in FIRST_TOPICS)
    return seconds("make", "test", f"ARGS={modules}")


def measure_html() -> float:
    return seconds("make", "html")


def measure_strict() -> float:
    return seconds("make", "strict")


def measure_servers() -> float:
    return seconds("make", "servers")


def repeat(name: str, measure, runs: int, *, warm_up: bool) -> list[float]:
    """Measure ``runs`` times, after once to warm up, and say so while it goes on."""
    print(f"{WHAT[name]}:", flush=True)
    if warm_up:
        print("  warming up …", flush=True)
        measure()
    taken = []
    for run in range(1, runs + 1):
        taken.append(measure())
        print(f"  {run} of {runs}: {taken[-1]:.2f} s", flush=True)
    return taken


def summary(name: str, taken: list[float]) -> dict:
    return {
        "what": WHAT[name],
        "median": round(statistics.median(taken), 2),
        "min": round(min(taken), 2),
        "max": round(max(taken), 2),
        "runs": len(taken),
    }


def of_small(runs: int) -> dict[str, list[float]]:
    """What a writer waits for: a few topics, a page, one topic more."""
    warm = runs > 1
    with run_directory() as directory:
        project = LargerProject(directory / "larger")
        few = partial(project.seconds_of_short, FEW)
        many = partial(project.seconds_of_short, MANY)
        return {
            "first_topics": repeat("first_topics", measure_first_topics, runs, warm_up=warm),
            "html": repeat("html", measure_html, runs, warm_up=True),
            "further_example": repeat(
                "further_example", lambda: (many() - few()) / (MANY - FEW), runs, warm_up=warm
            ),
        }


def of_whole(runs: int) -> dict[str, list[float]]:
    """The commands that go through everything."""
    return {
        "servers": repeat("servers", measure_servers, runs, warm_up=runs > 1),
        "test": repeat("test", measure_test, runs, warm_up=False),  # the servers have been started
        "strict": repeat("strict", measure_strict, runs, warm_up=False),
    }


def of_growth(runs: int) -> dict[str, list[float]]:
    """Runs of more and more topics."""
    taken = {}
    with run_directory() as directory:
        project = LargerProject(directory / "larger")
        for times in TIMES:
            name = f"ordinary_{times}"
            taken[name] = repeat(
                name, partial(project.seconds, times), runs, warm_up=runs > 1 and times == 1
            )
    further = (max(TIMES) - 1) * len(project.topics[0])
    taken["further_ordinary"] = [
        (most - least) / further
        for least, most in zip(taken["ordinary_1"], taken[f"ordinary_{max(TIMES)}"], strict=True)
    ]
    return taken


PARTS = {"small": of_small, "whole": of_whole, "growth": of_growth}


def write(result: dict, path: Path = RESULT) -> None:
    """Check ``result`` against the schema and replace the file at ``path`` in one step."""
    schemas.check(result, SCHEMA)
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
    parser.add_argument("--only", choices=PARTS, help="measure this part and keep the rest")
    arguments = parser.parse_args()
    runs = arguments.runs
    if runs < 1:
        parser.error(f"--runs is {runs}: measure at least once")
    measured = json.loads(RESULT.read_text())["measurements"] if arguments.only else {}
    try:
        for part in [arguments.only] if arguments.only else PARTS:
            taken = PARTS[part](runs)
            measured |= {name: summary(name, times) for name, times in taken.items()}
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
