"""Quote the evidence: the ``fact`` role within a sentence, the ``observed`` directive on its own.

Both name a fact by its example, the test that recorded it, and its name there; the test may be
left out where only one records a fact of that name:

.. code-block:: rst

   :fact:`postgresql_pool/settings.py most_connections`

   .. observed:: postgresql_pool_sized/settings.py test_full_queue_fails_at_once error

Where servers or versions differ, the example's name is followed by the one that is meant:
``mysql_no_pool/settings.py@MariaDB``, ``postgresql_pool/settings.py@Django=5.0``.
"""

from contextlib import suppress

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

import evidence_reader
from evidence import store

logger = logging.getLogger(__name__)


def setup(app):
    app.add_role("fact", Fact())
    app.add_directive("observed", Observed)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Fact(SphinxRole):
    """A number as text, a text as literal, a list as those of its items."""

    def run(self):
        value, _ = look_up(self.env, self.text, self.get_location())
        items = value if isinstance(value, list) else [value]
        parts = [node for item in items for node in (nodes.Text(", "), quoted(item))]
        return parts[1:], []


class Observed(SphinxDirective):
    """A block of text with where it was seen."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        value, combination = look_up(self.env, self.arguments[0], self.get_location())
        text = words(value)
        block = nodes.literal_block(text, text, language="none")
        block["proven"] = True
        self.set_source_info(block)
        box = nodes.container("", block, classes=["observed"])
        if combination:
            seen = evidence_reader.seen(combination)
            box += nodes.paragraph(seen, seen, classes=["observed-on"])
        return [box]


def quoted(value) -> nodes.Node:
    """A single fact within a sentence."""
    if isinstance(value, str):
        return nodes.literal(value, value)
    text = words(value)
    return nodes.inline(text, text, classes=["fact"])


def words(value) -> str:
    """A fact as a reader would write it: an error as the last line of its traceback."""
    match value:
        case {"type": kind, "message": message}:
            return f"{kind}: {message}"
        case [*items]:
            return "\n".join(words(item) for item in items)
        case dict():
            return "\n".join(f"{key}: {words(item)}" for key, item in value.items())
        case float() if value.is_integer():
            return str(int(value))
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def look_up(env, reference: str, location) -> tuple[object, dict | None]:
    """The fact that ``reference`` names and the combination it was seen on.

    A reference that names nothing, or that combinations disagree about, is a warning.
    """
    example, *path = reference.split()
    example, _, wanted = example.partition("@")
    for file in evidence_reader.files_behind(example):
        env.note_dependency(str(file))
    recorded = evidence_reader.read(example, location)
    if recorded is None:
        return "?", None
    try:
        combinations = of_the_kind_with(path, on(wanted, recorded))
        combination = combinations[-1]
        value = find(combination, path)
    except LookupError as error:
        logger.warning(
            f"{reference}: {error.args[0]}", type="evidence", subtype="fact", location=location
        )
        return "?", None
    if any(each != value for each in others(combinations, path)):
        logger.warning(
            f"{reference}: the combinations of evidence/{example}.json disagree about it.",
            type="evidence",
            subtype="ambiguous",
            location=location,
        )
    return value, combination


def of_the_kind_with(path: list[str], recorded: dict) -> list[dict]:
    """The combinations on which servers answered or, if there it was not recorded, the others."""
    kinds = evidence_reader.kinds(recorded)
    for combinations in kinds:
        with suppress(LookupError):
            find(combinations[-1], path)
            return combinations
    return kinds[0]


def others(combinations: list[dict], path: list[str]):
    """The values at ``path`` on every combination that it was recorded on."""
    for combination in combinations:
        with suppress(LookupError):
            yield find(combination, path)


def on(wanted: str, recorded: dict) -> dict:
    """``recorded`` without what ran on other software than ``wanted``, if that is given.

    That is a product, as MariaDB, or a package in a version, as Django=5.0, which 5.0.14 is, too.
    Raises LookupError if there is nothing left.
    """
    if not wanted:
        return recorded
    name, _, version = wanted.partition("=")
    combinations = [
        each for each in recorded["combinations"] if evidence_reader.ran_on(each, name, version)
    ]
    if not combinations:
        products = {each["server"]["product"] for each in recorded["combinations"]}
        tried = {evidence_reader.versions(each).get(name) for each in recorded["combinations"]}
        names = sorted(tried - {None}, key=store.version_key) or sorted(products)
        raise LookupError(f"it did not run on {wanted}, but on {', '.join(names)}.")
    return recorded | {"combinations": combinations}


def find(combination: dict, path: list[str]):
    """The value at ``[test] name[.part]`` in the facts. Raises LookupError with a sentence."""
    *tests, name = path
    name, *parts = name.split(".")
    found = {
        test: claim["facts"][name]
        for test, claim in combination["claims"].items()
        if name in claim["facts"] and tests in ([], [test])
    }
    if len(found) != 1:
        known = sorted(
            {fact for claim in combination["claims"].values() for fact in claim["facts"]}
        )
        raise LookupError(
            f"{len(found)} tests recorded {name}"
            + (
                f" ({', '.join(found)}): name the test."
                if found
                else f"; facts: {', '.join(known)}."
            )
        )
    value = next(iter(found.values()))
    for part in parts:
        if not isinstance(value, dict) or part not in value:
            raise LookupError(f"{name} has no part {part}.")
        value = value[part]
    return value
