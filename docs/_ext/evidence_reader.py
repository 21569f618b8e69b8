"""What the directives need of the evidence: find it, complain about it, put it into words."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from sphinx.util import logging

from evidence import store

logger = logging.getLogger(__name__)

load = cache(store.load)
examples_of = cache(lambda topic: store.example_files(topic=topic))
"""Of one build: many pages ask for the same."""

WARNINGS = {store.EvidenceMissing: "missing", store.EvidenceStale: "stale"}


@cache
def load_current(example: str) -> dict:
    """The evidence of ``example``. Raises EvidenceError if there is none that holds."""
    recorded = load(example)
    store.check_is_current(recorded)
    return recorded


def load_all() -> None:
    """Load all evidence, so that the processes of a build need not do it each for itself."""
    for example in examples_of(""):
        files_behind(example)
        with suppress(store.EvidenceError):  # the page that needs it will say so
            load_current(example)


def read(example: str, location) -> dict | None:
    """The evidence of ``example``; where there is none that holds, a warning and None.

    The warnings are ``evidence.missing``, ``evidence.stale`` and, for a file that is damaged or
    was edited by hand, ``evidence.invalid``.
    """
    try:
        return load_current(example)
    except store.EvidenceError as error:
        subtype = WARNINGS.get(type(error), "invalid")
        logger.warning(str(error), type="evidence", subtype=subtype, location=location)
        return None


@cache
def files_behind(example: str) -> list[Path]:
    """The files that, when they change, change what a page says about ``example``."""
    topic = store.topic_of(example)
    return [
        *(store.EXAMPLES / name for name in examples_of(topic)),
        store.evidence_path(example),
        test_module(topic),
    ]


def depend_on(env, example: str) -> None:
    """Have the page that is being read be read again when a file behind ``example`` changes."""
    known = env.dependencies.get(env.docname, set())
    if not known.issuperset(files_behind(example)):  # a page quotes an example many times
        for file in files_behind(example):
            env.note_dependency(str(file))


def test_module(topic: str) -> Path:
    """The module that proves ``topic``."""
    return store.ROOT / "tests" / f"test_{topic}.py"


def newest(recorded: dict) -> dict:
    """The combination that says most: with the newest software, and servers that answered."""
    return kinds(recorded)[0][-1]


def kinds(recorded: dict) -> list[list[dict]]:
    """The combinations on which servers answered, and those on which none did; no empty list.

    What was read where a pooler was missing needs no word once the same ran on that pooler.
    """
    combinations = recorded["combinations"]
    answered = [each for each in combinations if silent_product(each) is None]
    heard = [
        (product["product"], each["packages"], each["python"])
        for each in answered
        for product in products(each)
    ]
    silent = [
        each
        for each in combinations
        if (product := silent_product(each)) is not None
        and (product, each["packages"], each["python"]) not in heard
    ]
    return [kind for kind in (answered, silent) if kind]


def told(recorded: dict) -> list[dict]:
    """The combinations that readers are told of."""
    return [each for kind in kinds(recorded) for each in kind]


def silent_product(combination: dict) -> str | None:
    """The pooler or server that was not there to answer, or None if all were."""
    silent = [each["product"] for each in products(combination) if each["version"] is None]
    return silent[0] if silent else None


def products(combination: dict) -> list[dict]:
    return [product for product in (combination["pooler"], combination["server"]) if product]


def software(combination: dict) -> list[str]:
    """The software of a combination that ran, in the order a reader looks for it."""
    return [named(name, version) for name, version in versions(combination).items()]


def versions(combination: dict) -> dict[str, str]:
    """The version of each product that ran, by name, in the order a reader looks for it."""
    packages = dict(combination["packages"])
    django = packages.pop("Django")
    return {
        **{each["product"]: each["version"] for each in products(combination) if each["version"]},
        **dict(sorted(packages.items())),
        "Django": django,
        "Python": combination["python"],
    }


def ran_on(combination: dict, name: str, version: str = "") -> bool:
    """Whether the product or package ``name`` was there, in ``version``: 5.0 is 5.0.14, too."""
    if not version:
        return (
            name
            in {each["product"] for each in products(combination)} | versions(combination).keys()
        )
    start = store.version_key(version)
    return store.version_key(versions(combination).get(name, ""))[: len(start)] == start


def named(name: str, version: str) -> str:
    """A name and its version, which stay on one line."""
    return f"{name}\N{NO-BREAK SPACE}{version}"


def code_and_text(claim: str) -> list[tuple[bool, str]]:
    """The parts of a claim: (True, "manage.py check") for what stands in backquotes."""
    return [(index % 2 == 1, part) for index, part in enumerate(claim.split("`")) if part]


VERDICTS = {
    "passed": "Ran on",
    "failed-as-documented": "Fails as described on",
    "not-applicable": "Not applicable to",
}

SILENT_VERDICTS = {
    "checked-by-driver": "Checked by the driver, not run on",
    "read-not-run": "Read, not run on",
    "failed-as-documented": "Fails as described, before it connects to",
}
"""What can be said where no server answered."""


def describe(combination: dict) -> str:
    """One line: Ran on PostgreSQL 18.6 · psycopg 3.3.9 · Django 6.1.3 · Python 3.13.

    Where no server answered: Checked by the driver, not run on Oracle (oracledb 26.1.0 · …).
    """
    return sentence(combination, software(combination))


def sentence(combination: dict, software: list[str]) -> str:
    """What is to be said of ``software``, a combination's own or that of several like it."""
    versions = " · ".join(software)
    if silent := silent_product(combination):
        return f"{SILENT_VERDICTS[combination['outcome']]} {silent} ({versions})"
    return f"{VERDICTS[combination['outcome']]} {versions}"


def folded(combinations: list[dict]) -> list[tuple[dict, list[str]]]:
    """Groups of like outcome that differ in the versions of Django, then of a server, only.

    Of each group one combination, and the software of all: PostgreSQL 15.19, 18.6 · Django 6.1.3.
    """
    groups = [
        (each, {name: (version,) for name, version in versions(each).items()})
        for each in combinations
    ]
    for folding in ["Django", *{p["product"]: 0 for each in combinations for p in products(each)}]:
        groups = folded_by(folding, groups)
    return [
        (first, [named(name, ", ".join(numbers)) for name, numbers in ran.items()])
        for first, ran in groups
    ]


def folded_by(name: str, groups: list[tuple[dict, dict]]) -> list[tuple[dict, dict]]:
    """``groups`` without those that differ from one before in the versions of ``name`` only."""
    kept = {}
    for first, ran in groups:
        rest = tuple(each for each in ran.items() if each[0] != name)
        _, into = kept.setdefault((sentence(first, []), rest), (first, ran | {name: ()}))
        into[name] += ran.get(name, ())
    return [(first, {n: v for n, v in ran.items() if v}) for first, ran in kept.values()]


def seen(combination: dict, software: list[str]) -> str:
    """Where a fact was observed: Seen on PostgreSQL 18.6 · …

    ``software`` is the combination's own or that of several like it.
    """
    versions = f"Seen on {' · '.join(software)}"
    silent = silent_product(combination)
    return f"{versions}, without {silent}" if silent else versions
