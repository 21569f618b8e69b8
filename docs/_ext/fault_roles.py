"""Quote a cell of the fault runs on any page.

.. code-block:: rst

   :fault:`server_down pool`

   :fault-fact:`server_down pool seconds_until_healthy`

   .. observed-fault:: connection_limit_reached no_pool too many clients already

The first is a link to the cell, of which it says the outcome. The second is a number of the cell.
The third is the error of the cell that has these words, as an ``observed`` block.
"""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

import evidence_reader
from evidence import faults, store
from fault_links import to_fault
from fault_words import error_text, mark, times, verdict


def setup(app):
    app.add_role("fault", FaultOutcome())
    app.add_role("fault-fact", FaultFact())
    app.add_directive("observed-fault", ObservedFault)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class FaultRole(SphinxRole):
    """A role whose text begins with a fault and an approach."""

    def run(self):
        try:
            fault, approach, *rest = self.text.split()
            self.env.note_dependency(str(faults.path_of(fault)))
            return [self.node(fault, faults.cell_of(fault, approach), *rest)], []
        except (TypeError, ValueError, KeyError, store.EvidenceError) as error:
            message = f"There is nothing to quote for {self.text}: {error}"
            said = self.inliner.reporter.error(message, line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, said)], [said]


class FaultOutcome(FaultRole):
    """The outcome of a cell, in its color, which leads to it."""

    def node(self, fault: str, cell: dict) -> nodes.reference:
        title = f"{faults.load(fault)['title']}: {cell['title']}"
        if "not_run" in cell:
            link = to_fault(fault, None, mark("not run", "not-applicable"))
        else:
            link = to_fault(fault, cell["approach"], verdict(cell))
        link["reftitle"] = title
        return link


class FaultFact(FaultRole):
    """A number of a cell: the fault, the approach, and where it is in the cell."""

    def node(self, fault: str, cell: dict, path: str) -> nodes.inline:
        value = cell
        for part in path.split("."):
            value = value[part]
        text = f"{value:g}" if isinstance(value, int | float) else str(value)
        return nodes.inline(self.rawtext, text, classes=["fact"])


class ObservedFault(SphinxDirective):
    """An error that a cell recorded, and a line that says of which it is."""

    required_arguments = 3
    final_argument_whitespace = True

    def run(self):
        fault, approach, words = self.arguments
        self.env.note_dependency(str(faults.path_of(fault)))
        try:
            cell = faults.cell_of(fault, approach)
        except store.EvidenceError as problem:
            raise self.error(str(problem)) from problem
        found = [error for error in cell.get("errors", ()) if words in error["message"]]
        if not found:
            known = "; ".join(error["message"] for error in cell.get("errors", ())) or "none"
            raise self.error(
                f"No error of {fault}, {approach}, has the words {words!r}. Its errors: {known}."
            )
        text = error_text(found[0])
        block = nodes.literal_block(text, text, language="none")
        block["proven"] = True
        self.set_source_info(block)
        title = f"{faults.load(fault)['title']}: {cell['title']}"
        link = to_fault(fault, approach, nodes.Text(title))
        software = f", {times(found[0])}. {' · '.join(evidence_reader.software(cell['software']))}"
        seen = nodes.paragraph("", "", nodes.Text("Seen in "), link, nodes.Text(software))
        seen["classes"].append("observed-on")
        return [nodes.container("", block, seen, classes=["observed"])]
