"""A docutils table from rows of nodes."""

from docutils import nodes


def table(head: list[str], rows: list[list[nodes.Node]], *classes: str) -> nodes.table:
    """A table with a header row; each cell is one node."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in head), cols=len(head))
    group += nodes.thead("", row([nodes.paragraph("", text) for text in head]))
    group += nodes.tbody("", *map(row, rows))
    return nodes.table("", group, classes=list(classes))


def row(cells: list[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))
