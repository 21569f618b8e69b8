"""An error, a trap or a claim has the anchor that its label chose, however its title may change."""

from docutils import nodes

CHOSEN = ("error-", "trap-", "claim-")
"""How the label before an error or a claim begins."""


def setup(app):
    # Before Sphinx collects the table of contents, whose links use the first id.
    app.connect("doctree-read", chosen_anchor_first, priority=400)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}


def chosen_anchor_first(app, doctree):
    by_label = {doctree.nameids[name] for name, explicit in doctree.nametypes.items() if explicit}
    for section in doctree.findall(nodes.section):
        section["ids"].sort(
            key=lambda anchor: not (anchor in by_label and anchor.startswith(CHOSEN))
        )
