"""What ``benchmarks/costs`` measured: the ``costs`` directive, the ``cost`` role, and ``holds``.

.. code-block:: rst

   .. costs:: throughput scram

      Requests a second, in times of no pooling.

draws a plot with that caption, and the table behind it. ``:cost:`` quotes a number, or what comes
of several, computed from left to right; a figure is quoted by its median:

.. code-block:: rst

   :cost:`throughput/scram/rows/pool/ratio`
   :cost:`connect/scram/ms / connect/trust/ms`

   .. holds:: connect/scram/ms > connect/trust/ms

``holds`` shows nothing. It names what the sentences before it argue from: where a new measurement
says otherwise, the page does not build.
"""

import json
import operator
import re
from functools import cache

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

import cost_tables
from evidence import store
from figure_svg import drawing
from tables import table

logger = logging.getLogger(__name__)
RESULT = store.BENCHMARKS / "costs.json"
OPERATORS = {
    "/": operator.truediv,
    "-": operator.sub,
    "+": operator.add,
    "*": operator.mul,
}
COMPARISONS = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
TERM = re.compile(r" (/|-|\+|\*) ")


def setup(app):
    app.add_directive("costs", Costs)
    app.add_directive("holds", Holds)
    app.add_role("cost", Cost())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


@cache
def read(_modified: float) -> dict:
    return json.loads(RESULT.read_text())


def result() -> dict:
    """What was measured. Read again when it has changed, as while the site is being written."""
    return read(RESULT.stat().st_mtime)


def value(path: str, measured: dict) -> float | str:
    """What stands at ``path``: a number, or the median of a figure. Raises KeyError."""
    found = measured
    for name in path.split("/"):
        found = found[int(name)] if isinstance(found, list) else found[name]
    return found["median"] if isinstance(found, dict) else found


def computed(expression: str, measured: dict) -> float | str:
    """A path, a number, or such terms with operators, from left to right. Raises KeyError."""
    first, *rest = TERM.split(expression.strip())
    total = term(first, measured)
    for sign, other in zip(rest[::2], rest[1::2], strict=True):
        total = OPERATORS[sign](total, term(other, measured))
    return total


def term(text: str, measured: dict) -> float | str:
    text = text.strip()
    return float(text) if re.fullmatch(r"[\d.]+", text) else value(text, measured)


def holds(relation: str, measured: dict) -> bool:
    """Whether ``a < b`` or ``a > b`` is true of what was measured. Raises KeyError, ValueError."""
    left, sign, right = re.fullmatch(r"(.+) ([<>]=?) (.+)", relation.strip()).groups()
    return COMPARISONS[sign](computed(left, measured), computed(right, measured))


def words(number: float | str) -> str:
    """A number as the tables have it, or a text as it is."""
    return number if isinstance(number, str) else cost_tables.number(number)


class Cost(SphinxRole):
    """A number that was measured."""

    def run(self):
        self.env.note_dependency(str(RESULT))
        try:
            text = words(computed(self.text, result()))
        except (KeyError, IndexError, ValueError) as error:
            logger.warning(
                f"{RESULT.name} has no {self.text} ({error}).", location=self.get_location()
            )
            text = "?"
        return [nodes.inline(text, text, classes=["fact"])], []


class Holds(SphinxDirective):
    """What the sentences before it argue from, a relation a line."""

    has_content = True
    required_arguments = 0
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        self.env.note_dependency(str(RESULT))
        for relation in relations("\n".join([*self.arguments, *self.content])):
            try:
                held = holds(relation, result())
            except (KeyError, IndexError, ValueError, AttributeError) as error:
                raise self.error(f"{relation} cannot be read ({error}).") from error
            if not held:
                logger.warning(
                    f"{RESULT.name} says otherwise than {relation}: correct the sentences before.",
                    location=self.get_location(),
                )
        return []


def relations(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Costs(SphinxDirective):
    """A plot and its table, if the part of the benchmark has a plot; else a table or a line."""

    has_content = True
    required_arguments = 1
    optional_arguments = 1

    def run(self):
        self.env.note_dependency(str(RESULT))
        if not RESULT.exists():
            raise self.error("There is no evidence/benchmarks/costs.json: run make bench.")
        part, *which = self.arguments
        if part not in cost_tables.PARTS:
            raise self.error(f"There is no part {part}, but {', '.join(cost_tables.PARTS)}.")
        title = " ".join(self.content).partition(".")[0]
        shown = cost_tables.PARTS[part](result(), *which, title=title)
        if isinstance(shown, str):
            return [nodes.paragraph(shown, shown, classes=["observed-on"])]
        svg, head, rows = shown
        cells = [[nodes.paragraph("", cell) for cell in row] for row in rows]
        return [*(drawing(self, svg) if svg else []), table(head, cells, "numbers")]
