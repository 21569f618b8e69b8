"""The table of all faults by all approaches on one database server.

.. code-block:: rst

   .. fault-matrix:: postgresql

      idle_connections_killed
      server_down

Each cell leads to its fault's page. Its words are short, so that all approaches fit side by side:
what they mean stands on the page, and the long ones are the title of each link.
"""

from itertools import groupby

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from evidence import faults, store
from fault_links import to_fault
from fault_words import LATER, mark, seconds, short_verdict, small, verdict
from tables import row
from tests.faults import approaches
from tests.faults.approaches import APPROACHES, Approach


def setup(app):
    app.add_directive("fault-matrix", FaultMatrix)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class FaultDirective(SphinxDirective):
    """A directive that reads the evidence of a fault."""

    def recorded(self, fault: str) -> dict:
        """What was recorded of ``fault``; the page depends on it."""
        self.env.note_dependency(str(faults.path_of(fault)))
        try:
            return faults.load(fault)
        except store.EvidenceError as error:
            raise self.error(str(error)) from error


class FaultMatrix(FaultDirective):
    has_content = True
    required_arguments = 1

    def run(self):
        self.assert_has_content()
        self.env.note_dependency(approaches.__file__)
        shown = [each for each in APPROACHES if each.server == self.arguments[0]]
        rows = []
        for fault in "\n".join(self.content).split():
            recorded = self.recorded(fault)
            cells = {cell["approach"]: cell for cell in recorded["cells"]}
            title = to_fault(fault, None, nodes.Text(recorded["title"]))
            rows.append(
                [
                    nodes.paragraph("", "", title),
                    *(outcome(cells.get(each.name), fault) for each in shown),
                ]
            )
        content = matrix(shown, rows)
        return [nodes.container("", content, classes=["matrix"])]


def matrix(shown: list[Approach], rows: list[list[nodes.Node]]) -> nodes.table:
    """The table, with a head of two rows: what approaches have in common, and what not."""
    common = nodes.row("", nodes.entry("", nodes.paragraph("", "Fault"), morerows=1))
    for name, group in groupby(shown, key=lambda approach: approach.heads[0]):
        wide = nodes.entry("", nodes.paragraph("", name), morecols=len(list(group)) - 1)
        common += wide
    own = row([nodes.paragraph("", approach.heads[1]) for approach in shown])
    columns = len(shown) + 1
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(columns)), cols=columns)
    group += nodes.thead("", common, own)
    group += nodes.tbody("", *map(row, rows))
    return nodes.table("", group, classes=["fault-matrix"])


def outcome(cell: dict | None, fault: str) -> nodes.paragraph:
    """A cell: its outcome in a word, and the seconds until the project was healthy if many."""
    if cell is None:
        return nodes.paragraph("", "", mark("not tried", "not-tried"))
    if "not_run" in cell:
        return nodes.paragraph("", "", mark("not run", "not-applicable"))
    link = to_fault(fault, cell["approach"], short_verdict(cell))
    link["reftitle"] = f"{cell['title']}: {verdict(cell).astext()}"
    paragraph = nodes.paragraph("", "", link)
    if cell["classes"]["healthy"] == LATER:
        paragraph += small(f"+{seconds(cell['seconds_until_healthy'])}")
    elif "pooler" in cell["classes"]["healthy"]:
        paragraph += small("of pooler")
    return paragraph
