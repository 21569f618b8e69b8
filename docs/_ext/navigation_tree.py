"""Make the tree of all pages, which stands beside each of them, once for the whole site.

Sphinx and furo make it anew for each page, which takes the square of the number of pages. What
differs from page to page is where the links lead from there, and which entry is marked as the page.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from furo.navigation import get_navigation_tree
from sphinx.util.osutil import relative_uri

HANDLER_OF_FURO = 500  # priority
TAG = re.compile(r"(<(?:ul|li|a|input|/ul|/li)\b[^>]*>)")
HREF = re.compile(r'href="([^"]*)"')


def setup(app):
    app.connect("html-page-context", hide_toctree, priority=HANDLER_OF_FURO - 1)
    app.connect("html-page-context", give_tree, priority=HANDLER_OF_FURO + 1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def hide_toctree(app, pagename, templatename, context, doctree):
    """Leave furo nothing to make a tree of."""
    if not hasattr(app.builder, "navigation_tree"):
        # From a page that is not in the tree, as which no page is marked.
        tree = app.builder._get_local_toctree(
            "", collapse=False, titles_only=True, maxdepth=-1, includehidden=True
        )
        app.builder.navigation_tree = Tree(get_navigation_tree(tree))
    context["toctree"] = lambda **options: ""


def give_tree(app, pagename, templatename, context, doctree):
    address = app.builder.get_target_uri(pagename)
    context["furo_navigation_tree"] = app.builder.navigation_tree.seen_from(address)


@dataclass
class Tree:
    """The tree as HTML, with addresses as seen from the top of the site."""

    html: str

    @cached_property
    def parts(self) -> list[str]:
        """The HTML, cut at the tags that may differ from page to page."""
        return TAG.split(self.html)

    @cached_property
    def links(self) -> dict[int, str]:
        """The parts that are links, with their addresses."""
        return {
            index: HREF.search(part)[1]
            for index, part in enumerate(self.parts)
            if part.startswith("<a ")
        }

    @cached_property
    def around(self) -> dict[str, list[int]]:
        """For each address the parts that open the lists and entries around it, and its link."""
        around, stack = {}, []
        for index, part in enumerate(self.parts):
            if part.startswith(("<ul", "<li")):
                stack.append(index)
            elif part in {"</ul>", "</li>"}:
                stack.pop()
            elif index in self.links:
                around.setdefault(self.links[index], [*stack, index])
        return around

    def seen_from(self, address: str) -> str:
        """The tree with the page at ``address`` marked, and addresses as they are from there."""
        parts = self.parts.copy()
        for index, target in self.links.items():
            seen = relative_uri(address, target) or "#"
            parts[index] = parts[index].replace(f'href="{target}"', f'href="{seen}"')
        *around, link = self.around.get(address, [None])
        for index in around:
            parts[index] = marked(parts[index])
            following = parts[index + 1 : index + 5]
            if parts[index].startswith("<li") and (box := checkbox(following)) is not None:
                parts[index + 1 + box] = following[box].replace("<input ", '<input checked="" ', 1)
        if around:
            parts[around[-1]] = parts[around[-1]].replace(" current", " current current-page", 1)
            parts[link] = parts[link].replace('class="', 'class="current ', 1)
        return "".join(parts)


def marked(tag: str) -> str:
    """The tag with the class that says that the page is in it."""
    if "class=" not in tag:
        return tag.replace("<ul", '<ul class="current"', 1)
    return re.sub(r'class="(toctree-l\d+)', r'class="\1 current', tag, count=1)


def checkbox(parts: list[str]) -> int | None:
    """Which of the parts of an entry opens the list below it, if it has one."""
    return next((index for index, part in enumerate(parts) if part.startswith("<input")), None)
