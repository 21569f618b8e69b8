"""Read, check, merge and write evidence files.

An evidence file is named after its example: what was observed of ``postgresql_pool/settings.py``
is in ``evidence/postgresql_pool/settings.py.json``. ``schema.json`` says what is in it: what was
observed stands there once, followed by all the software that it was observed on. Here each of these
combinations is a dictionary of its own.
"""

import hashlib
import json
import re
import tempfile
from functools import cache
from pathlib import Path

from evidence import schemas

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
EVIDENCE = ROOT / "evidence"
SCHEMA = EVIDENCE / "schema.json"
BENCHMARKS = EVIDENCE / "benchmarks"  # about this project, not about an example
FAULTS = EVIDENCE / "faults"  # about approaches, not about an example: see evidence.faults
SOFTWARE = ("server", "pooler", "packages", "python")
"""What a combination ran on; the rest of it is what was observed."""


class EvidenceError(Exception):
    """A piece of evidence cannot be used; the message says why and what to do."""


class EvidenceMissing(EvidenceError):
    """Nothing was recorded for the example."""


class EvidenceStale(EvidenceError):
    """The example, or a file beside it, has changed since it was proven."""


def example_files(examples: Path = EXAMPLES, topic: str = "") -> list[str]:
    """The examples: every file under ``examples``, or of one topic, as ``topic/name``, sorted."""
    return sorted(
        (folder.relative_to(examples) / name).as_posix()
        for folder, _, names in (examples / topic).walk()
        if folder.name != "__pycache__"
        for name in names
        if not name.startswith(".")
    )


def recorded_examples(evidence: Path = EVIDENCE) -> list[str]:
    """The examples that there is evidence about, whether or not they still exist, sorted."""
    return sorted(
        path.relative_to(evidence).as_posix().removesuffix(".json")
        for path in evidence.glob("*/**/*.json")
        if path.relative_to(evidence).parts[0] not in {BENCHMARKS.name, FAULTS.name}
    )


def topic_sha256(topic: str, examples: Path = EXAMPLES) -> str:
    """A digest of the names and bytes of every file of ``topic``."""
    digest = hashlib.sha256()
    for name in example_files(examples, topic):
        content = (examples / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def evidence_path(example: str, evidence: Path = EVIDENCE) -> Path:
    """Where the evidence of ``example`` is kept."""
    return evidence / f"{example}.json"


def load(example: str, evidence: Path = EVIDENCE) -> dict:
    """The evidence of ``example``, whole and unaltered, whether or not it is stale.

    Its ``combinations`` are in the order of ``identity``: oldest versions first.

    Raises EvidenceMissing if there is none, EvidenceError if the file is damaged, edited by hand,
    about another example, or not as the schema says.
    """
    path = evidence_path(example, evidence)
    name = f"evidence/{example}.json"
    again = f"Restore it from git, or run `make prove TOPIC={topic_of(example)}`."
    try:
        recorded = json.loads(path.read_text())
    except FileNotFoundError:
        raise EvidenceMissing(
            f"{name} does not exist: no test has proven this example. "
            f"Run `make prove TOPIC={topic_of(example)}`."
        ) from None
    except ValueError as error:
        raise EvidenceError(f"{name} is not JSON ({error}). {again}") from error
    if problem := schemas.problem(recorded, SCHEMA):
        raise EvidenceError(f"{name} is not as evidence/schema.json says: {problem}. {again}")
    if recorded["seal"] != seal(recorded):
        raise EvidenceError(
            f"{name} was edited by hand: its seal does not fit its content. {again}"
        )
    if recorded["example"] != example:
        raise EvidenceError(f"{name} is about {recorded['example']}. {again}")
    return {
        "example": example,
        "topic_sha256": recorded["topic_sha256"],
        "combinations": unfolded(recorded["observations"]),
    }


def load_current(example: str, examples: Path = EXAMPLES, evidence: Path = EVIDENCE) -> dict:
    """Like ``load``; raises EvidenceStale if the topic's files are not those that were proven."""
    recorded = load(example, evidence)
    check_is_current(recorded, examples)
    return recorded


def check_is_current(recorded: dict, examples: Path = EXAMPLES) -> None:
    """Raise EvidenceStale if the files of its topic are not those that were ``recorded``."""
    example = recorded["example"]
    if recorded["topic_sha256"] != topic_sha256(topic_of(example), examples):
        raise EvidenceStale(
            f"examples/{topic_of(example)}/ has changed since {example} was proven. "
            f"Run `make prove TOPIC={topic_of(example)}`."
        )


def topic_of(example: str) -> str:
    return example.partition("/")[0]


def seal(recorded: dict) -> str:
    """A digest of everything in ``recorded`` but its seal."""
    content = {key: value for key, value in recorded.items() if key != "seal"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def folded(combinations: list[dict]) -> list[dict]:
    """What was observed, each with the software that it was observed on."""
    observations = {}
    for combination in combinations:
        observed = {key: value for key, value in combination.items() if key not in SOFTWARE}
        same = observations.setdefault(json.dumps(observed, sort_keys=True), observed | {"on": []})
        same["on"].append({key: combination[key] for key in SOFTWARE})
    return list(observations.values())


def unfolded(observations: list[dict]) -> list[dict]:
    """The combinations that ``folded`` brought together."""
    combinations = [
        software | {key: value for key, value in observation.items() if key != "on"}
        for observation in observations
        for software in observation["on"]
    ]
    return sorted(combinations, key=identity)


def identity(combination: dict) -> tuple:
    """What makes a combination the one it is: its software, in an order that can be sorted.

    A server that did not answer has no version, and comes before those that did.
    """
    pooler = combination["pooler"] or {"product": "", "version": ""}
    packages = combination["packages"]
    return (
        combination["server"]["product"],
        version_key(combination["server"]["version"] or ""),
        pooler["product"],
        version_key(pooler["version"] or ""),
        version_key(packages["Django"]),
        tuple((name, version_key(version)) for name, version in sorted(packages.items())),
        version_key(combination["python"]),
    )


@cache
def version_key(version: str) -> tuple:
    """``version`` in a form that sorts as versions do: 9.6 before 18.6."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.findall(r"\d+|[A-Za-z]+", version)
    )


def merge(example: str, observed: list[dict], examples: Path, evidence: Path) -> dict:
    """The file about ``example`` with the combinations in ``observed`` added or replaced.

    Combinations that other machines recorded stay, as long as they ran these same bytes.
    """
    try:
        kept = load_current(example, examples, evidence)["combinations"]
    except EvidenceError:
        kept = []
    combinations = {identity(combination): combination for combination in [*kept, *observed]}
    merged = {
        "example": example,
        "topic_sha256": topic_sha256(topic_of(example), examples),
        "observations": folded([combinations[key] for key in sorted(combinations)]),
    }
    return merged | {"seal": seal(merged)}


def write(
    example: str,
    observed: list[dict],
    examples: Path = EXAMPLES,
    evidence: Path = EVIDENCE,
    staging: Path | None = None,
) -> bool:
    """Merge ``observed`` into the evidence of ``example``; return whether the file changed.

    ``staging`` is for ``replace``.
    Raises EvidenceError if what was observed does not fit the schema.
    """
    merged = merge(example, observed, examples, evidence)
    if problem := schemas.problem(merged, SCHEMA):
        raise EvidenceError(
            f"What was observed of {example} does not fit evidence/schema.json: {problem}."
        )
    path = evidence_path(example, evidence)
    text = json.dumps(merged, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if path.exists() and path.read_text() == text:
        return False
    replace(path, text, staging)
    return True


def replace(path: Path, text: str, staging: Path | None = None) -> None:
    """Make ``text`` the content of ``path`` in one step: nobody ever sees a part of it.

    Until then it is in ``staging``, a folder on the same file system that somebody clears should
    this process be killed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=staging or path.parent) as folder:
        staged = Path(folder) / path.name
        staged.write_text(text)
        staged.replace(path)
