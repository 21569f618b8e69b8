"""Quote the evidence: the ``fact`` role within a sentence, the ``observed`` directive on its own.

Both name a fact by its example, the test that recorded it, and its name there; the test may be
left out where only one records a fact of that name:

.. code-block:: rst

   :fact:`postgresql_pool/settings.py most_connections`

   .. observed:: postgresql_pool_sized/settings.py test_full_queue_fails_at_once error

An ``observed`` block opens to show what other software said instead. A ``fact`` has to be the same
everywhere, or the example's name is followed by the server or version that is meant:
``mysql_no_pool/settings.py@MariaDB``, ``postgresql_pool/settings.py@Django=5.0``.
"""

from contextlib import suppress

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

import evidence_reader
from disclosure import details, summary
from evidence import store

logger = logging.getLogger(__name__)


def setup(app):
    app.setup_extension("disclosure")
    app.add_role("fact", Fact())
    app.add_directive("observed", Observed)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Fact(SphinxRole):
    """A number as text, a text as literal, a list as those of its items."""

    def run(self):
        found = look_up(self.env, self.text, self.get_location())
        if len(found) > 1:
            example = self.text.split()[0].partition("@")[0]
            logger.warning(
                f"{self.text}: the combinations of evidence/{example}.json disagree about it.",
                type="evidence",
                subtype="ambiguous",
                location=self.get_location(),
            )
        value = found[0][0] if found else "?"
        items = value if isinstance(value, list) else [value]
        parts = [node for item in items for node in (nodes.Text(", "), quoted(item))]
        return parts[1:], []


class Observed(SphinxDirective):
    """A block of text with where it was seen; then, closed, what was seen elsewhere.

    Of where it was seen, what has the newest drivers: their versions, and all of Django and the
    server that went with them.
    """

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        found = look_up(self.env, self.arguments[0], self.get_location())
        box = nodes.container("", classes=["observed"])
        if any("-+-" in words(value) for value, _ in found):  # a table drawn with characters
            box["classes"].append("aligned")
        for value, combinations in found[:1]:
            box += self.block(value)
            box += seen_on(like_the_newest(combinations))
        if len(found) > 1:
            elsewhere = details(classes=["proof", "elsewhere"])
            elsewhere += summary("", "In other words on other versions")
            for value, combinations in found[1:]:
                elsewhere += self.block(value)
                elsewhere += seen_on(combinations)
            box += elsewhere
        return [box]

    def block(self, value) -> nodes.literal_block:
        text = words(value)
        block = nodes.literal_block(text, text, language="none")
        block["proven"] = True
        self.set_source_info(block)
        return block


def seen_on(combinations: list[dict]) -> list[nodes.paragraph]:
    """A line for each group of like combinations: Seen on PostgreSQL 18.6 · …"""
    lines = [evidence_reader.seen(*group) for group in evidence_reader.folded(combinations)]
    return [nodes.paragraph(line, line, classes=["observed-on"]) for line in lines]


def like_the_newest(combinations: list[dict]) -> list[dict]:
    """The combinations with the drivers and the Python of the last, and any Django and server."""
    return [each for each in combinations if drivers(each) == drivers(combinations[-1])]


def drivers(combination: dict) -> tuple:
    """The versions of what is neither Django nor a server, and what came out."""
    packages = {name: v for name, v in combination["packages"].items() if name != "Django"}
    return packages, combination["python"], combination["outcome"]


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


def look_up(env, reference: str, location) -> list[tuple[object, list[dict]]]:
    """The values of the fact that ``reference`` names, each with the combinations it was seen on.

    The newest combination's is the first. A reference that names nothing is a warning.
    """
    example, *path = reference.split()
    example, _, wanted = example.partition("@")
    evidence_reader.depend_on(env, example)
    recorded = evidence_reader.read(example, location)
    if recorded is None:
        return []
    try:
        combinations = of_the_kind_with(path, on(wanted, recorded))
        test, _ = find(combinations[-1], path)
    except LookupError as error:
        logger.warning(
            f"{reference}: {error.args[0]}", type="evidence", subtype="fact", location=location
        )
        return []
    found = []
    for combination in reversed(combinations):
        with suppress(LookupError):  # other versions have other tests
            _, value = find(combination, [test, path[-1]])
            same = next((seen for known, seen in found if known == value), None)
            if same is None:
                found.append((value, [combination]))
            else:
                same.insert(0, combination)
    return found


def of_the_kind_with(path: list[str], recorded: dict) -> list[dict]:
    """The combinations on which servers answered or, if there it was not recorded, the others.

    Last is the newest of those servers and poolers whose tests record the fact.
    """
    kinds = evidence_reader.kinds(recorded)
    for combinations in kinds:
        for newest in newest_of_each_product(combinations):
            with suppress(LookupError):
                find(newest, path)
                return [*(each for each in combinations if each is not newest), newest]
    return kinds[0]


def newest_of_each_product(combinations: list[dict]) -> list[dict]:
    """The last combination of each set of servers and poolers, the last of all first."""
    last = {}
    for combination in combinations:
        names = tuple(each["product"] for each in evidence_reader.products(combination))
        last.pop(names, None)
        last[names] = combination
    return list(reversed(last.values()))


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


def find(combination: dict, path: list[str]) -> tuple[str, object]:
    """The test, and the value, of the fact ``[test] name[.part]``.

    Raises LookupError with a sentence.
    """
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
    [(test, value)] = found.items()
    for part in parts:
        if not isinstance(value, dict) or part not in value:
            raise LookupError(f"{name} has no part {part}.")
        value = value[part]
    return test, value
