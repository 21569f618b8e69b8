"""The ``figure-svg`` directive: a drawing within the page, in the page's own colors.

.. code-block:: rst

   .. figure-svg:: states_of_a_connection

      The states of a thread's connection.

puts ``docs/figures/states_of_a_connection.svg`` into the page, with a caption. The colors are those
of its classes in ``figures.css``, in light and dark. Whoever cannot see it is read its title and
description. A drawing that breaks a rule of ``problems`` is an error.
"""

import re
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

FIGURES = Path(__file__).parents[1] / "figures"
NARROW = 360
"""The width in which text of 15 px has 12 px on the narrowest phone."""
FORBIDDEN = {"style", "fill", "stroke", "font-size", "font-family", "width", "height"}
"""Attributes whose place is the style sheet: inline styles are against the site's policy."""
SHAPES = {"rect", "marker"}
"""What has a width of its own, which is no style."""


def setup(app):
    app.add_directive("figure-svg", FigureSVG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class FigureSVG(SphinxDirective):
    has_content = True
    required_arguments = 1

    def run(self):
        self.assert_has_content()
        file = FIGURES / f"{self.arguments[0]}.svg"
        self.env.note_dependency(str(file))
        if not file.exists():
            raise self.error(f"There is no docs/figures/{file.name}.")
        svg = file.read_text()
        if found := problems(svg, file.stem):
            raise self.error(f"docs/figures/{file.name}: {' '.join(found)}")
        return drawing(self, svg)


def drawing(directive: SphinxDirective, svg: str) -> list[nodes.Node]:
    """``svg`` with the content of ``directive`` as its caption."""
    text, messages = directive.parse_inline("\n".join(directive.content))
    picture = nodes.raw("", svg, format="html")
    return [nodes.figure("", picture, nodes.caption("", "", *text)), *messages]


def problems(svg: str, stem: str) -> list[str]:
    """What is wrong with an SVG whose file is called ``stem``, a sentence each."""
    root = ElementTree.fromstring(svg)
    found = []
    for name in ("title", "desc"):
        element = root.find(f"{{*}}{name}")
        if element is None or not element.text or element.get("id") != f"{stem}-{name}":
            found.append(f'It needs a <{name} id="{stem}-{name}"> with a text.')
    if root.get("aria-labelledby") != f"{stem}-title {stem}-desc" or root.get("role") != "img":
        found.append(f'Its role has to be img, labeled by "{stem}-title {stem}-desc".')
    if not re.fullmatch(rf"0 0 {NARROW} \d+", root.get("viewBox", "")):
        found.append(f'Its viewBox has to be "0 0 {NARROW} …", so that a phone shows it readably.')
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag in {"script", "style", "image", "foreignObject"}:
            found.append(f"It must not have a <{tag}>.")
        allowed = {"width", "height"} if tag in SHAPES else set()
        if names := set(element.keys()) & FORBIDDEN - allowed:
            found.append(f"A <{tag}> has {', '.join(sorted(names))}: use a class of figures.css.")
        if not element.get("id", stem).startswith(stem):
            found.append(f"The id {element.get('id')} has to begin with {stem}.")
    return found
