"""Every choice that the page "Choose an approach" can be asked for, and what its rules say to it.

This is the second evaluator of the rules; the first is the page's script. They have to agree.
"""

import sys
from collections.abc import Iterator
from itertools import product
from math import prod

from evidence import store

sys.path.insert(0, str(store.ROOT / "docs" / "_ext"))
import choose_rules  # noqa: F401 (both modules of tests take it from here)

COUNTS = [(1, 1, 1), (1, 2, 8), (3, 4, 1), (2, 5, 20), (40, 1, 1)]
"""Hosts, processes of a host, threads of a process."""
ROOM = [(8, 3, 5), (9, 3, 5), (30, 3, 2), (100, 0, 5), (250, 3, 5)]
"""The server's limit, what it keeps back, and what others take."""


def choices(data: dict) -> Iterator[dict]:
    """Choices in which every condition of a rule occurs with every other."""
    asked = product(data["database"], data["django"], data["served"], ["no", "yes"], COUNTS, ROOM)
    for database, django, served, pooler, counts, (limit, kept_back, others) in asked:
        has = data["served"][served]
        named = zip(("hosts", "processes", "threads"), counts, strict=True)
        yield {
            "database": database,
            "django": django,
            "served": served,
            "pooler": pooler,
            **{name: count if name in has else 1 for name, count in named},
            "limit": limit,
            "kept_back": kept_back,
            "others": others,
        }


def sums_of(choice: dict) -> dict:
    """What follows from the counts of ``choice``."""
    left = max(choice["limit"] - choice["kept_back"] - choice["others"], 0)
    workers = choice["hosts"] * choice["processes"]
    clients = workers * choice["threads"]
    share = left // workers
    if left == 0:
        fits = "nothing"
    elif clients <= left:
        fits = "each"
    else:
        fits = "process" if share else "none"
    size = min(choice["threads"], max(share, 1))
    return {
        "left": left,
        "clients": clients,
        "fits": fits,
        "size": size,
        "least": min(2, size),
        "kept": size - size // 2,
        "overflow": size // 2,
        "shared": min(clients, left),
        "room": 2 * clients,
    }


def choose(choice: dict, data: dict) -> dict:
    """The rule that holds for ``choice``, its approach, and the connections that this may hold."""
    sums = choice | sums_of(choice)
    asked = sums | {"threads": "one" if choice["threads"] == 1 else "many"}

    def ran(name: str) -> bool:
        return choice["django"] in data["approach"][name]["django"].get(choice["database"], [])

    def most(name: str) -> int | None:
        factors = data["approach"][name]["at_most"]
        return prod(sums[factor] for factor in factors) if factors else None

    def holds(rule: dict) -> bool:
        right = all(asked[name] in values for name, values in rule["when"].items())
        return right and ("answer" not in rule or ran(rule["answer"]))

    rule = next(rule for rule in data["rule"] if holds(rule))
    offered = [name for name in rule.get("or", []) if ran(name)]
    return {
        "rule": rule["id"],
        "answer": rule.get("answer"),
        "or": [name for name in offered if (most(name) or 0) <= sums["left"]],
        "connections": most(rule["answer"]) if "answer" in rule else None,
        "sums": sums,
    }
