"""A `details` element with its `summary`, as docutils nodes. Other builders show the content."""

from docutils import nodes


class details(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """Content that a reader can open."""


class summary(nodes.General, nodes.TextElement):  # noqa: N801
    """The line that is always shown."""


def setup(app):
    app.add_node(details, html=element("details"), text=plain, latex=plain, man=plain)
    app.add_node(summary, html=element("summary"), text=paragraph, latex=plain, man=plain)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def element(tag: str):
    """Visitors that write ``tag`` with the node's classes."""

    def visit(translator, node):
        translator.body.append(translator.starttag(node, tag, ""))

    def depart(translator, node):
        translator.body.append(f"</{tag}>\n")

    return visit, depart


plain = (lambda translator, node: None, lambda translator, node: None)
paragraph = (
    lambda translator, node: translator.visit_paragraph(node),
    lambda translator, node: translator.depart_paragraph(node),
)
