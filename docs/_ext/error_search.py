"""Let the search page find errors by what they say, and each by an anchor that stays.

Sphinx's search knows words and pages. What readers paste has numbers and names of their own in it,
and they look for a section. So the search page gets the titles and the quoted texts of all
sections under ``reference/errors/``; ``error-search.js`` compares.
"""

from collections.abc import Iterator
from string import ascii_lowercase

from docutils import nodes
from sphinx.search.en import SearchEnglish

FOLDER = "reference/errors/"
CHOSEN = ("error-", "trap-", "claim-")
"""How the label before an error or a claim begins: its anchor, however the title may change."""


def setup(app):
    app.add_search_language(EnglishWithErrors)
    # Before Sphinx collects the table of contents, whose links use the first id.
    app.connect("doctree-read", chosen_anchor_first, priority=400)
    app.connect("html-page-context", give_errors)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class EnglishWithErrors(SearchEnglish):
    """English in which the t of "couldn't get a connection" is not looked for on every page."""

    stopwords = SearchEnglish.stopwords | set(ascii_lowercase)


def chosen_anchor_first(app, doctree):
    for section in doctree.findall(nodes.section):
        section["ids"].sort(key=lambda anchor: not anchor.startswith(CHOSEN))


def give_errors(app, pagename, templatename, context, doctree):
    if pagename == "search":
        context["errors"] = list(errors(app))
        app.add_js_file("site/error-search.js", loading_method="defer")


def errors(app) -> Iterator[dict]:
    """Each error: its title, the texts that its section quotes, its page's title and address."""
    for page in sorted(app.env.found_docs):
        if not page.startswith(FOLDER):
            continue
        address = app.builder.get_relative_uri("search", page)
        for section in app.env.get_doctree(page).findall(is_error):
            yield {
                "title": section[section.first_child_matching_class(nodes.title)].astext(),
                "texts": quoted(section),
                "page": app.env.titles[page].astext(),
                "address": f"{address}#{section['ids'][0]}",
            }


def is_error(node: nodes.Node) -> bool:
    """Whether ``node`` is a section of a page, and not the page."""
    return isinstance(node, nodes.section) and isinstance(node.parent, nodes.section)


def quoted(section: nodes.section) -> list[str]:
    """What ``observed`` directives show in ``section``."""
    boxes = [box for box in section.findall(nodes.container) if "observed" in box["classes"]]
    return [block.astext() for box in boxes for block in box.findall(nodes.literal_block)]
