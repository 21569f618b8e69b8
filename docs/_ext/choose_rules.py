"""The rules of "Choose an approach", with what the evidence says about each approach.

``docs/choose/rules.toml`` has them; ``data`` is what the page's script is given. A choice is a
database, a version of Django, what serves the project, counts, the server's limit, and whether a
pooler is allowed. From the counts come these:

``left``
    what the server leaves the project: its limit less what it keeps back and others take
``fits``
    whether ``left`` is enough for a connection for each thread (``each``), for each process
    (``process``), for neither (``none``), or is ``nothing``
``size``, ``least``, ``kept``, ``overflow``
    the largest pool of a process that fits, at most its threads; its smallest size; and the two
    parts that django-db-connection-pool makes of it
``shared``, ``room``
    the largest pool of a pooler that fits, and clients of a pooler: twice as many as threads, for
    a deployment that starts new processes before it stops the old ones
"""

import re
import tomllib
from functools import cache
from pathlib import Path

import evidence_reader
from evidence import schemas, store

FOLDER = Path(__file__).parents[1] / "choose"
RULES = FOLDER / "rules.toml"
SCHEMA = FOLDER / "rules.schema.json"
GOOD = ("passed", "checked-by-driver", "read-not-run")
"""Outcomes of a file that may be shown to be copied."""
PRODUCTS = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "oracle": "Oracle",
    "sqlite": "SQLite",
}
"""What evidence calls the databases."""
NUMBER = re.compile(r"\d+(?=\D*$)")


class RulesError(Exception):
    """The rules contradict themselves, or the examples; the message says where."""


def rules() -> dict:
    """The content of rules.toml. Raises RulesError if it is not as the schema says."""
    found = tomllib.loads(RULES.read_text())
    if wrong := schemas.problem(found, SCHEMA):
        raise RulesError(f"{RULES.name} is not as {SCHEMA.name} says: {wrong}.")
    for rule in found["rule"]:
        for name in (*filter(None, [rule.get("answer")]), *rule.get("or", [])):
            if name not in found["approach"]:
                raise RulesError(f"{RULES.name}: the rule {rule['id']} names no approach: {name}.")
    for name, approach in found["approach"].items():
        if len({store.topic_of(example) for example in approach["files"]}) > 1:
            raise RulesError(f"{RULES.name}: the files of {name} were not proven together.")
    return found


def data() -> dict:
    """What the script goes by: the rules without their words, and each approach's evidence."""
    found = rules()
    return {
        "database": {each["id"]: {"kept_back": kept_back(each)} for each in found["database"]},
        "served": {
            each["id"]: {name: each[name] for name in COUNTS if name in each}
            for each in found["served"]
        },
        "django": djangos(found),
        "approach": {
            name: {
                "at_most": approach.get("at_most"),
                "unlimited": approach.get("unlimited"),
                "django": {
                    database: proven
                    for database in PRODUCTS
                    if (proven := proven_on(approach["files"], database))
                },
            }
            for name, approach in found["approach"].items()
        },
        "rule": [
            {name: rule[name] for name in ("id", "when", "answer", "or") if name in rule}
            for rule in found["rule"]
        ],
    }


COUNTS = ("hosts", "processes", "threads")


def kept_back(database: dict) -> int:
    """How many connections the server keeps from ordinary users, as evidence has it; else 0."""
    return fact(database["kept_back"]) if "kept_back" in database else 0


def fact(reference: str):
    """The value of ``example [test] name`` in the newest combination. Raises RulesError."""
    example, *path = reference.split()
    claims = evidence_reader.newest(store.load(example))["claims"]
    values = [
        claim["facts"][path[-1]]
        for test, claim in claims.items()
        if path[-1] in claim["facts"] and path[:-1] in ([], [test])
    ]
    if len(values) != 1:
        raise RulesError(f"{len(values)} tests of {example} recorded {' '.join(path)}, not one.")
    return values[0]


def djangos(found: dict) -> list[str]:
    """The series of Django that any approach was tried on, newest first."""
    tried = {
        series(combination)
        for approach in found["approach"].values()
        for example in approach["files"]
        for combination in recorded(example)
    }
    return sorted(tried, key=store.version_key, reverse=True)


def proven_on(examples: list[str], database: str) -> list[str]:
    """The series of Django on which all of ``examples`` did what they should; oldest first."""
    sets = []
    for example in examples:
        outcomes = {}
        for each in recorded(example):
            if each["server"]["product"] == PRODUCTS[database]:
                outcomes[series(each)] = each["outcome"]  # the newest of a series comes last
        sets.append({name for name, outcome in outcomes.items() if outcome in GOOD})
    return sorted(set.intersection(*sets), key=store.version_key)


def recorded(example: str) -> list[dict]:
    """The combinations of ``example``; oldest first."""
    path = store.evidence_path(example)
    return loaded(example, path.stat().st_mtime_ns if path.exists() else 0)


@cache
def loaded(example: str, _modified: int) -> list[dict]:
    return store.load(example)["combinations"]


def series(combination: dict) -> str:
    """6.1 of Django 6.1.3."""
    return ".".join(combination["packages"]["Django"].split(".")[:2])


def sizes_in(source: str, sizes: dict[str, str]) -> list[tuple[int, int, str]]:
    """Where in ``source`` the reader's sizes stand: start, end, and which; in their order.

    Raises RulesError if a piece is not there, or more than once.
    """
    places = []
    for piece, size in sizes.items():
        if source.count(piece) > 1:
            raise RulesError(f"{piece!r} is in the file more than once.")
        if piece in source:
            number = NUMBER.search(piece)
            start = source.index(piece)
            places.append((start + number.start(), start + number.end(), size))
    return sorted(places)
