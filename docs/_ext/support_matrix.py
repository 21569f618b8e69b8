"""The ``support-matrix`` directive: approaches by backends, filled from the evidence.

Each row is a definition: the approach, and the topics that try it, no two on the same backend.
The backends of a topic are the servers that it ran on, in the order in which the rows name them.

.. code-block:: rst

   .. support-matrix::

      Persistent connections
         postgresql_persistent sqlite_persistent

``:empty:`` is what stands where no topic of a row tries a backend; unset, "Not tried". Without
content it lists every example with every combination of software that it ran on.
"""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

import evidence_reader
from disclosure import details, summary
from evidence import store
from example import pages
from tables import table


def setup(app):
    app.setup_extension("example")
    app.add_directive("support-matrix", SupportMatrix)
    app.connect("env-get-outdated", pages_with_matrix)
    app.connect("env-purge-doc", forget_matrix)
    app.connect("env-merge-info", merge_matrices)
    app.connect("doctree-resolved", link_to_examples)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


WORDS = {
    "passed": "Proven",
    "failed-as-documented": "Does not work",
    "not-applicable": "Not applicable",
    "not-tried": "Not tried",
}


class SupportMatrix(SphinxDirective):
    has_content = True
    option_spec: ClassVar = {"empty": directives.unchanged_required}

    def run(self):
        matrices(self.env)[self.env.docname] = fingerprint()
        if not self.content:
            return [wide(self.every_combination())]
        return [wide(self.matrix(definitions(self))), self.on_django()]

    def matrix(self, rows) -> nodes.table:
        """Approaches down, backends across."""
        self.djangos = set()
        cells = [
            (title, {backend: cell for topic in topics for backend, cell in self.cells(topic)})
            for title, topics in rows
        ]
        backends = dict.fromkeys(backend for _, row in cells for backend in row)
        untried = outcome("not-tried", "")
        if "empty" in self.options:
            untried = nodes.paragraph("", self.options["empty"])
        return table(
            ["Approach", *backends],
            [
                [nodes.paragraph("", "", *title)]
                + [row[backend] if backend in row else untried.deepcopy() for backend in backends]
                for title, row in cells
            ],
            "support-matrix",
        )

    def cells(self, topic: str):
        """Each backend that ``topic`` ran on, and what came of it in the newest versions."""
        example = f"{topic}/settings.py"
        recorded = evidence_reader.read(example, self.get_location())
        if recorded is None:
            return
        combinations = recorded["combinations"]
        for product in dict.fromkeys(each["server"]["product"] for each in combinations):
            ours = [each for each in combinations if each["server"]["product"] == product]
            combination = evidence_reader.newest({"combinations": ours})
            self.djangos.add(combination["packages"]["Django"])
            version = combination["server"]["version"] or ""
            words = verdict(combination)
            yield product, outcome(combination["outcome"], version, example, words=words)

    def on_django(self) -> nodes.paragraph:
        """Which Django all of it is about: the newest that each topic ran on."""
        text = f"With Django {' and '.join(sorted(self.djangos, key=store.version_key))}."
        return nodes.paragraph("", text, classes=["observed-on"])

    def every_combination(self) -> nodes.table:
        """Every example, on everything it ran on: the newest, and the rest folded under it."""
        rows = []
        for example in evidence_reader.examples_of(""):
            recorded = evidence_reader.read(example, self.get_location())
            if recorded is None:
                continue
            # What ran is told last, which is first on the page.
            kinds = reversed(evidence_reader.kinds(recorded))
            combinations = [each for kind in kinds for each in kind]
            (newest, software), *others = reversed(evidence_reader.folded(combinations))
            where = [nodes.paragraph("", " · ".join(software))]
            if others:
                where.append(also(others))
            rows.append(
                [
                    nodes.paragraph("", "", link(example, nodes.literal(example, example))),
                    outcome(newest["outcome"], "", words=verdict(newest)),
                    nodes.container("", *where),
                ]
            )
        return table(["Example", "Outcome", "On"], rows, "support-matrix")


def also(others: list[tuple[dict, list[str]]]) -> details:
    """What else an example ran on, folded."""
    text = f"and {len(others)} more" if len(others) > 1 else "and one more"
    box = details()
    box += summary(text, text)
    box += nodes.bullet_list(
        "",
        *(
            nodes.list_item("", nodes.paragraph("", f"{verdict(each)}: {' · '.join(software)}"))
            for each, software in others
        ),
    )
    return box


def definitions(directive: SphinxDirective) -> list[tuple[list[nodes.Node], list[str]]]:
    """The rows in the directive's content: the title of each, and its topics."""
    parsed = nodes.Element()
    directive.state.nested_parse(directive.content, directive.content_offset, parsed)
    items = list(parsed.findall(nodes.definition_list_item))
    if not items:
        raise directive.error(
            "A matrix has a definition for each row: the approach, then its topics."
        )
    return [(term.children, topics.astext().split()) for term, topics in items]


def verdict(combination: dict) -> str:
    """What came of it in a word, or in a few where no server answered."""
    kind = combination["outcome"]
    if kind in WORDS:
        return WORDS[kind]
    product = evidence_reader.silent_product(combination)
    return f"{evidence_reader.SILENT_VERDICTS[kind]} {product}"


def outcome(
    kind: str, version: str, example: str | None = None, words: str | None = None
) -> nodes.paragraph:
    """A cell: the verdict in a word, and the version it was seen on."""
    verdict = nodes.inline("", words or WORDS[kind], classes=["verdict", kind])
    paragraph = nodes.paragraph("", "", link(example, verdict) if example else verdict)
    if version:
        paragraph += [nodes.Text(" "), nodes.inline(version, version, classes=["versions"])]
    return paragraph


def link(example: str, content: nodes.Node) -> nodes.reference:
    """A link to the first page that shows ``example``; set when all pages are read."""
    return nodes.reference("", "", content, internal=True, example=example)


def wide(content: nodes.table) -> nodes.container:
    """A box that a wide table scrolls in."""
    return nodes.container("", content, classes=["matrix"])


def fingerprint() -> list[tuple[str, int]]:
    """What a matrix depends on: the examples there are, and each piece of evidence."""
    return [
        (example, path.stat().st_mtime_ns if (path := store.evidence_path(example)).exists() else 0)
        for example in evidence_reader.examples_of("")
    ]


def matrices(env) -> dict[str, list]:
    if not hasattr(env, "support_matrices"):
        env.support_matrices = {}
    return env.support_matrices


def pages_with_matrix(app, env, added, changed, removed):
    now = fingerprint()
    return [docname for docname, seen in matrices(env).items() if seen != now]


def forget_matrix(app, env, docname):
    matrices(env).pop(docname, None)


def merge_matrices(app, env, docnames, other):
    matrices(env).update(matrices(other))


def link_to_examples(app, doctree, docname):
    """Point each cell at the page that shows its example."""
    for each in [link for link in doctree.findall(nodes.reference) if "example" in link]:
        shown = sorted(pages(app.env).get(each["example"], []))
        if shown:
            page, anchor = shown[0]
            each["refuri"] = f"{app.builder.get_relative_uri(docname, page)}#{anchor}"
        else:
            each.replace_self(each.children)
