"""The ``claims`` directive: what a page of claims has tested, a row each, with its verdict.

.. code-block:: rst

   .. claims:: claims/mysql

A claim is a label, a title, and a paragraph that begins with the verdict in bold. Each row has the
anchor that the claim had when all of them stood on one page, which is made from its title.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective

from support_matrix import wide
from tables import table

CLAIM = re.compile(r"^\.\. _([\w-]+):\n\n(.+)\n=+\n\n\*\*(.+?)\.?\*\*", re.MULTILINE)


def setup(app):
    app.add_directive("claims", Claims)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Claims(SphinxDirective):
    required_arguments = 1

    def run(self):
        page, path = self.env.relfn2path(f"{self.arguments[0]}.rst")
        self.env.note_dependency(page)
        claims = CLAIM.findall(Path(path).read_text())
        if not claims:
            raise self.error(
                f"{page} has no claim: a label, a title, and a paragraph that begins with the "
                "verdict in bold."
            )
        listed = table(
            ["Claim", "Verdict"],
            [
                [self.link(label, title), nodes.paragraph("", verdict)]
                for label, title, verdict in claims
            ],
            "claims",
        )
        for row, (_, title, _) in zip(listed.findall(is_claim), claims, strict=True):
            row["ids"].append(nodes.make_id(title))
        return [wide(listed)]

    def link(self, label: str, title: str) -> nodes.paragraph:
        text = nodes.inline(title, title, classes=["std", "std-ref"])
        target = pending_xref(
            "",
            text,
            refdomain="std",
            reftype="ref",
            refexplicit=True,
            refwarn=True,
            reftarget=label,
            refdoc=self.env.docname,
        )
        return nodes.paragraph("", "", target)


def is_claim(node: nodes.Node) -> bool:
    """Whether ``node`` is a row of a table, and not its head."""
    return isinstance(node, nodes.row) and isinstance(node.parent, nodes.tbody)
