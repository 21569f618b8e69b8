"""The ``index-sections`` directive: each section of the page is in the general index.

.. code-block:: rst

   .. index-sections:: PgBouncer setting

Its argument says what the sections are: "pool_mode", and beside it "PgBouncer setting". A section
that is added to the page later is in the index, too.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective


def setup(app):
    app.add_node(index_sections)
    app.add_directive("index-sections", IndexSections)
    app.add_transform(EnterSections)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class index_sections(nodes.Element):  # noqa: N801 (docutils' way)
    """Stands where the directive stood until the page's sections are known."""


class IndexSections(SphinxDirective):
    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        return [index_sections("", kind=self.arguments[0])]


class EnterSections(SphinxTransform):
    default_priority = 700  # before the domains take note of the index entries, at 850

    def apply(self, **options):
        for mark in list(self.document.findall(index_sections)):
            mark.parent.remove(mark)
            for section in innermost_sections(self.document):
                entries = [
                    ("single", f"{name}; {mark['kind']}", section["ids"][0], "", None)
                    for name in names(section.next_node(nodes.title))
                ]
                section.insert(1, addnodes.index(entries=entries))


def names(title: nodes.title) -> list[str]:
    """What a title names: each name of ``one``, ``two``; else the title, up to a semicolon.

    In the text of an index entry, a semicolon begins another level.
    """
    literals = [literal.astext() for literal in title.findall(nodes.literal)]
    text = title.astext()
    if text == ", ".join(literals):
        return literals
    name, semicolon, _ = text.partition(";")
    return [name + (" …" if semicolon else "")]


def innermost_sections(document: nodes.document) -> list[nodes.section]:
    """The sections without sections of their own, except the page itself."""
    return [
        section
        for section in document.findall(nodes.section)
        if isinstance(section.parent, nodes.section)
        and not any(isinstance(child, nodes.section) for child in section)
    ]
