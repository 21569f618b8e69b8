"""Each page as Markdown beside it: ``howto/choose.md``, with the code that the page includes.

It is what Sphinx's text builder makes of the page that HTML is made of, with Markdown's marks.
"""

from pathlib import Path

from docutils import nodes
from sphinx.writers.text import TextTranslator


def setup(app):
    app.connect("html-page-context", write_twin)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write_twin(app, pagename, templatename, context, doctree):
    """Write the twin of a page that has a source, and name it to the template."""
    if doctree is None or app.builder.name != "html":
        return
    file = Path(app.outdir) / f"{pagename}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(markdown(doctree, app.builder))
    context["markdown"] = f"{pagename.rpartition('/')[2]}.md"


def markdown(doctree: nodes.document, builder) -> str:
    translator = MarkdownTranslator(doctree, builder)
    handlers = builder.app.registry.translation_handlers.get("text", {})
    for name, (visit, depart) in handlers.items():
        bind(translator, f"visit_{name}", visit)
        bind(translator, f"depart_{name}", depart)
    doctree.walkabout(translator)
    return translator.body.strip() + "\n"


def bind(translator, name: str, function) -> None:
    if function is not None and name not in vars(MarkdownTranslator):
        setattr(translator, name, function.__get__(translator))


class MarkdownTranslator(TextTranslator):
    """Text with Markdown's marks, whose lines end where those of the source do."""

    def end_state(self, wrap=True, end=("",), first=None):
        super().end_state(wrap=False, end=end, first=first)

    def depart_title(self, node):
        text = "".join(part for indent, part in self.states.pop() if indent == -1)
        self.stateindent.pop()
        marks = "#" * self.sectionlevel if isinstance(node.parent, nodes.section) else "**"
        line = f"{marks} {text}" if marks[0] == "#" else f"**{text}**"
        self.states[-1].append((0, ["", line, ""]))

    def visit_literal(self, node):
        self.add_text("`")

    depart_literal = visit_literal

    def visit_literal_block(self, node):
        self.new_state(0)
        code = node.astext().rstrip("\n")
        self.add_text(f"```{language(node)}\n{code}\n```")
        self.end_state()
        raise nodes.SkipNode

    def visit_caption(self, node):
        self.new_state(0)
        self.add_text("**")

    def depart_caption(self, node):
        self.add_text("**")
        self.end_state()

    visit_rubric, depart_rubric = visit_caption, depart_caption

    def visit_reference(self, node):
        if "refuri" in node:
            self.add_text("[")

    def depart_reference(self, node):
        if "refuri" in node:
            self.add_text(
                f"]({node['refuri'].replace('.html', '.md') if is_ours(node) else node['refuri']})"
            )

    def visit_seealso(self, node):
        self.new_state(0)  # its title is in the tree by then, since HTML was made of it

    def depart_seealso(self, node):
        self.end_state()

    visit_important, depart_important = visit_seealso, depart_seealso

    def visit_container(self, node):
        if node.get("role") == "tablist":
            raise nodes.SkipNode  # each panel says its label itself

    def visit_figure(self, node):
        self.new_state(0)

    def visit_inline(self, node):
        """A reference is marked by its address."""

    depart_inline = visit_inline

    def depart_table(self, node):
        rows = [[" ".join(cell.text.split()) for cell in line] for line in self.table.lines if line]
        width = max(map(len, rows), default=0)
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
        if lines:
            lines.insert(1, "|" + " --- |" * width)
        self.add_text("\n".join(lines))
        del self.table
        self.end_state()


def language(block: nodes.literal_block) -> str:
    name = block.get("language", "")
    return "" if name in ("none", "default", "text") else name


def is_ours(link: nodes.reference) -> bool:
    """Whether ``link`` leads to a page that has a twin."""
    address = link["refuri"]
    return "://" not in address and "proof/" not in address and not address.startswith("#")
