"""What the directives need of the evidence: find it, complain about it, put it into words."""

from pathlib import Path

from sphinx.util import logging

from evidence import store

logger = logging.getLogger(__name__)

WARNINGS = {store.EvidenceMissing: "missing", store.EvidenceStale: "stale"}


def read(example: str, location) -> dict | None:
    """The evidence of ``example``; where there is none that holds, a warning and None.

    The warnings are ``evidence.missing``, ``evidence.stale`` and, for a file that is damaged or
    was edited by hand, ``evidence.invalid``.
    """
    try:
        return store.load_current(example)
    except store.EvidenceError as error:
        subtype = WARNINGS.get(type(error), "invalid")
        logger.warning(str(error), type="evidence", subtype=subtype, location=location)
        return None


def files_behind(example: str) -> list[Path]:
    """The files that, when they change, change what a page says about ``example``."""
    topic = store.topic_of(example)
    companions = [name for name in store.example_files() if store.topic_of(name) == topic]
    return [
        *(store.EXAMPLES / name for name in companions),
        store.evidence_path(example),
        test_module(topic),
    ]


def test_module(topic: str) -> Path:
    """The module that proves ``topic``."""
    return store.ROOT / "tests" / f"test_{topic}.py"


def newest(recorded: dict) -> dict:
    """The combination with the newest software."""
    return recorded["combinations"][-1]


def software(combination: dict) -> list[str]:
    """The software of a combination, in the order a reader looks for it."""
    packages = dict(combination["packages"])
    django = packages.pop("Django")
    products = [product for product in (combination["pooler"], combination["server"]) if product]
    return [
        *(named(product["product"], product["version"]) for product in products),
        *(named(name, version) for name, version in sorted(packages.items())),
        named("Django", django),
        named("Python", combination["python"]),
    ]


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


def describe(combination: dict) -> str:
    """One line: Ran on PostgreSQL 18.6 · psycopg 3.3.9 · Django 6.1.3 · Python 3.13."""
    return f"{VERDICTS[combination['outcome']]} {' · '.join(software(combination))}"
