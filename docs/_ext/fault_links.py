"""Links to a fault's page and to its cells, and from recorded errors to where they are explained.

They are set when all pages have been read.
"""

import re

from docutils import nodes

FOLDER = "reference/faults"


def setup(app):
    app.connect("doctree-resolved", link_cells)
    app.connect("doctree-resolved", link_errors)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def to_fault(fault: str, approach: str | None, content: nodes.Node) -> nodes.reference:
    """A link to a fault's page, or to an approach on it; set when all pages are read."""
    return nodes.reference("", "", content, internal=True, fault=fault, approach=approach)


def link_cells(app, doctree, docname):
    """Point each cell at its fault's page; leave the words alone where there is none."""
    for each in [link for link in doctree.findall(nodes.reference) if "fault" in link]:
        page = f"{FOLDER}/{each['fault']}"
        if page not in app.env.found_docs:
            each.replace_self(each.children)
            continue
        uri = "" if page == docname else app.builder.get_relative_uri(docname, page)
        anchor = f"#{nodes.make_id(each['approach'])}" if each["approach"] else ""
        each["refuri"] = uri + anchor
        del each["fault"], each["approach"]


def link_errors(app, doctree, docname):
    """Lead from each recorded error to where it is explained."""
    errors = [each for each in doctree.findall(nodes.paragraph) if "fault_error" in each]
    labels = sorted(app.env.domains.standard_domain.labels.items()) if errors else []
    explained = [place for label, place in labels if label.startswith("error-")]
    for said in errors:
        message = said["fault_error"]
        del said["fault_error"]
        for page, anchor, title in explained:
            if matches(message, title):
                uri = app.builder.get_relative_uri(docname, page) + f"#{anchor}"
                link = nodes.reference("", "", nodes.Text(title), internal=True, refuri=uri)
                said += [nodes.Text(". Cause and cure: "), link]
                break


def matches(message: str, title: str) -> bool:
    """Whether an error says what a title says, with anything in place of each "…"."""
    pieces = [re.escape(piece) for piece in title.split("…")]
    return re.search(".*".join(pieces), message) is not None
