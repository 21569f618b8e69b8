"""The ``queueing`` directive: a plot and a table of what ``benchmarks/queueing.py`` measured.

.. code-block:: rst

   .. queueing:: arrivals wait

      The mean wait, in an experiment with arrivals.
"""

import json

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from evidence import store
from figure_svg import NARROW, drawing
from tables import table

RESULT = store.BENCHMARKS / "queueing.json"
LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 44, 350, 20, 220, 272


def setup(app):
    app.add_directive("queueing", Queueing)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Queueing(SphinxDirective):
    has_content = True
    required_arguments = 2

    def run(self):
        self.assert_has_content()
        self.env.note_dependency(str(RESULT))
        experiment, fact = self.arguments
        measured = json.loads(RESULT.read_text())
        rows = [(r["connections"], r[fact], r[f"expected_{fact}"]) for r in measured[experiment]]
        title = " ".join(self.content).partition(".")[0]
        plot = svg(f"queueing-{experiment}-{fact}", title, rows)
        cells = [[nodes.paragraph("", f"{value:g}") for value in row] for row in rows]
        machine = measured["machine"]
        where = (
            f"One run, on {machine['cores']} cores of {machine['cpu']} that other work kept busy, "
            f"{machine['system']}, Python {machine['python']}, PostgreSQL {measured['postgresql']}."
        )
        return [
            *drawing(self, plot),
            table(["Connections", "Measured", "Expected"], cells),
            nodes.paragraph(where, where, classes=["observed-on"]),
        ]


def svg(stem: str, title: str, rows: list[tuple[float, float, float]]) -> str:
    """A plot of what was measured, as dots, and what was expected, as a line."""
    most = max(value for row in rows for value in row[1:])
    step = (RIGHT - LEFT) / (max(row[0] for row in rows) + 1)
    across = {c: LEFT + step * c for c, _, _ in rows}

    def down(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / most, 1)

    numbers = ", ".join(
        f"{c} connections: {seen:g}, expected {wanted:g}" for c, seen, wanted in rows
    )
    line = " ".join(f"{across[c]:.1f} {down(wanted)}" for c, _, wanted in rows)
    marks = [f'<circle class="dot" cx="{across[c]:.1f}" cy="{down(y)}" r="5"/>' for c, y, _ in rows]
    labels = [
        *((x, BOTTOM + 22, "middle", c) for c, x in across.items()),
        *((LEFT - 8, down(value) + 5, "end", f"{value:g}") for value in (0, most)),
        ((LEFT + RIGHT) / 2, BOTTOM + 46, "middle", "connections"),
    ]
    texts = [
        f'<text x="{x:.1f}" y="{y}" text-anchor="{a}">{said}</text>' for x, y, a, said in labels
    ]
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img"
  viewBox="0 0 {NARROW} {HEIGHT}" aria-labelledby="{stem}-title {stem}-desc">
<title id="{stem}-title">{title}</title><desc id="{stem}-desc">{numbers}.</desc>
<path class="arrow" d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}"/><path class="curve" d="M{line}"/>
{"".join(marks)}{"".join(texts)}
</svg>"""
