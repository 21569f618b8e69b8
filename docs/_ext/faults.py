"""Directives that show what ``make faults RECORD=1`` has recorded.

.. code-block:: rst

   .. fault-summary:: server_down

   .. fault-timelines:: server_down

are a table of the approaches with one fault, and a section for each with its timeline, its errors
and its versions. The sections stand where a section may stand.
"""

from itertools import groupby

from docutils import nodes

import evidence_reader
from fault_links import to_fault
from fault_matrix import FaultDirective
from fault_svg import svg
from fault_words import (
    LATER,
    description,
    error_text,
    failures,
    seconds,
    sentence,
    small,
    times,
    verdict,
)
from tables import table
from tests.faults.approaches import APPROACHES

PRODUCTS = {"postgresql": "PostgreSQL", "mariadb": "MariaDB", "mysql": "MySQL"}
LEGEND = """\
Bars that go up are requests that were answered, those that go down are requests that failed; \
they are cut at the number with a plus. The dashed line is requests that wait for their answer. \
The line below is the connections that the server saw, with a gap where it did not answer. The \
fault lasts for the shaded time; a line across is a restart of the project. Seconds count from the \
beginning of the fault. The highest bars are requests to all threads at once, which show whether \
each is healthy."""


def setup(app):
    app.add_directive("fault-summary", FaultSummary)
    app.add_directive("fault-timelines", FaultTimelines)
    app.setup_extension("fault_links")
    app.setup_extension("fault_matrix")
    app.setup_extension("fault_roles")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class FaultSummary(FaultDirective):
    required_arguments = 1

    def run(self):
        fault = self.arguments[0]
        cells = self.recorded(fault)["cells"]
        ran = [cell for cell in cells if "not_run" not in cell]
        return [
            nodes.container("", summary(fault, ran), classes=["matrix"]),
            *left_out([cell for cell in cells if "not_run" in cell]),
            nodes.paragraph("", where(ran), classes=["observed-on"]),
            *command(fault),
        ]


class FaultTimelines(FaultDirective):
    required_arguments = 1

    def run(self):
        fault = self.arguments[0]
        cells = self.recorded(fault)["cells"]
        sections = [self.section(fault, cell) for cell in cells if "not_run" not in cell]
        return [nodes.paragraph("", LEGEND), *sections]

    def section(self, fault: str, cell: dict) -> nodes.section:
        """One approach: its timeline, its numbers and its errors."""
        anchor = nodes.make_id(cell["approach"])
        section = nodes.section("", ids=[anchor])
        section += nodes.title(cell["title"], cell["title"])
        section += nodes.paragraph("", "", verdict(cell), nodes.Text(f" {sentence(cell)}"))
        stem = nodes.make_id(f"fault-{fault}-{anchor}")
        title = f"{cell['title']}: requests and connections"
        plot = svg(stem, title, description(cell), cell["timeline"])
        section += nodes.figure("", nodes.raw("", plot, format="html"))
        if "chance" in cell:
            section += nodes.paragraph("", cell["chance"])
        for question, answer in cell["also"].items():
            text = f"{question[0].upper()}{question[1:]}: {answer}."
            section += nodes.paragraph("", text)
        for error in cell["errors"]:
            section += error_box(error)
        versions = f"{' · '.join(evidence_reader.software(cell['software']))}"
        section += nodes.paragraph("", versions, classes=["observed-on"])
        return section


def verdict_of(cell: dict, fault: str) -> nodes.paragraph:
    """A verdict, which leads to its section, and when the project was healthy again if late."""
    paragraph = nodes.paragraph("", "", to_fault(fault, cell["approach"], verdict(cell)))
    if cell["classes"]["healthy"] == LATER:
        paragraph += small(f"{seconds(cell['seconds_until_healthy'])} more")
    return paragraph


def error_box(error: dict) -> nodes.container:
    """The exact text of an error, how often it came, and a link to what cures it.

    What is no error of a view is what the client saw of the web server.
    """
    text = error_text(error)
    block = nodes.literal_block(text, text, language="none")
    block["proven"] = True
    if "." in error["type"]:
        said = nodes.paragraph("", times(error), fault_error=error["message"])
    else:
        said = nodes.paragraph("", f"{times(error)}, at the client of the web server")
    said["classes"].append("observed-on")
    return nodes.container("", block, said, classes=["observed"])


def summary(fault: str, cells: list[dict]) -> nodes.table:
    """The approaches that it was tried on, in one table."""
    rows = []
    for cell in cells:
        name = nodes.paragraph("", "", to_fault(fault, cell["approach"], nodes.Text(cell["title"])))
        asked, seen = cell["requests"], cell["connections"]
        rows.append(
            [
                name,
                verdict_of(cell, fault),
                nodes.paragraph("", f"{failures(asked)} of {asked['sent']}"),
                nodes.paragraph("", f"{asked['wrong']}"),
                nodes.paragraph("", f"{seen['before']} → {during(seen)} → {seen['after']}"),
            ]
        )
    head = ["Approach", "Outcome", "Failed", "Wrong", "Connections before → during → after"]
    return table(head, rows, "fault-summary")


def left_out(cells: list[dict]) -> list[nodes.paragraph]:
    """What it was not tried on, a sentence for each reason."""
    reasons = {}
    for cell in cells:
        reasons.setdefault(cell["not_run"], []).append(cell["approach"])
    return [
        nodes.paragraph("", f"Not run with {'; '.join(titles_of(set(names)))}. {reason}")
        for reason, names in reasons.items()
    ]


def titles_of(names: set[str]) -> list[str]:
    """Approaches as a reader calls them; all those on a server have one title."""
    titles = []
    for server, on_it in groupby(APPROACHES, key=lambda approach: approach.server):
        here = list(on_it)
        named = [approach.title for approach in here if approach.name in names]
        every = f"every approach on {PRODUCTS[server]}"
        titles += [every] if len(named) == len(here) else named
    return titles


def during(seen: dict) -> str:
    """From fewest to most, or a question mark where nobody asked or the server did not answer."""
    if seen["during"] is None:
        return "?"
    fewest, most = seen["during"]
    return f"{fewest}" if fewest == most else f"{fewest} to {most}"


def where(cells: list[dict]) -> str:
    """The machine of a run: of the first cell, as all are usually recorded by one."""
    machine = cells[0]["machine"]
    return (
        f"One run of each, on {machine['cores']} cores of {machine['cpu']}, "
        f"{machine['system']}, Python {machine['python']}; a second run had the same outcomes."
    )


def command(fault: str) -> list[nodes.Node]:
    """How to repeat it."""
    text = f"make faults FAULT={fault}"
    return [nodes.paragraph("", "", nodes.Text("To repeat it: "), nodes.literal("", text))]
