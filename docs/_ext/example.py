"""The ``example`` directive: a file that readers copy, and the proof that it ran.

.. code-block:: rst

   .. example:: postgresql_pool/settings.py
      :pyobject: DATABASES

shows a file of ``examples/``, whole or in part, titled with its name, and under it a badge that
says what it ran on and opens to say what was checked. With ``:changed-from:`` and another example,
it shows the whole file, and marks the lines that differ from that one.
"""

import ast
import difflib
from textwrap import dedent
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.directives.code import container_wrapper
from sphinx.util.docutils import SphinxDirective

import evidence_reader
from disclosure import details, summary
from evidence import store


def setup(app):
    app.setup_extension("disclosure")
    app.add_directive("example", Example)
    app.connect("env-before-read-docs", load_evidence)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge_pages)
    app.connect("doctree-resolved", link_to_proofs)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


LANGUAGES = {
    ".py": "python",
    ".sql": "sql",
    ".ini": "ini",
    ".cnf": "ini",
    ".conf": "ini",
    ".sh": "bash",
}


HEADER_OF_DIFF = 3  # lines: the two names of the files, and the numbers of the lines


class Example(SphinxDirective):
    required_arguments = 1
    option_spec: ClassVar = {
        "pyobject": directives.unchanged_required,
        "start-at": directives.unchanged_required,
        "end-at": directives.unchanged_required,
        "changed-from": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        example = self.arguments[0]
        files = evidence_reader.examples_of(store.topic_of(example))
        if example not in files:
            raise self.error(
                f"There is no examples/{example}. The topic has: {', '.join(files) or 'no files'}."
            )
        evidence_reader.depend_on(self.env, example)
        try:
            text = self.selection((store.EXAMPLES / example).read_text())
        except ValueError as error:
            raise self.error(f"examples/{example}: {error}") from None

        language = LANGUAGES.get(example[example.rindex(".") :], "none")
        if before := self.options.get("changed-from"):
            self.env.note_dependency(str(store.EXAMPLES / before))
            text = difference((store.EXAMPLES / before).read_text(), text)
            language = "diff"
        block = nodes.literal_block(text, text, language=language)
        block["proven"] = True
        self.set_source_info(block)
        wrapper = container_wrapper(self, block, example.rpartition("/")[2])
        target = f"example-{nodes.make_id(example)}"
        shown = pages(self.env).setdefault(example, [])
        first_here = (self.env.docname, target) not in shown
        box = nodes.container("", wrapper, classes=["example"], ids=[target] if first_here else [])
        if first_here:
            shown.append((self.env.docname, target))
        recorded = evidence_reader.read(example, self.get_location())
        if recorded is not None:
            box += badge(example, recorded)
        return [box]

    def selection(self, source: str) -> str:
        """The part of ``source`` that the options ask for.

        Raises ValueError with a sentence if it is not there, or is there more than once.
        """
        if name := self.options.get("pyobject"):
            return python_object(source, name)
        lines = source.splitlines(keepends=True)
        start = line_with(lines, self.options["start-at"]) if "start-at" in self.options else 0
        end = (
            line_with(lines, self.options["end-at"], start) + 1
            if "end-at" in self.options
            else len(lines)
        )
        return dedent("".join(lines[start:end]))


def difference(before: str, after: str) -> str:
    """The lines of ``after``, and among them those that ``before`` had in their place."""
    old, new = before.splitlines(), after.splitlines()
    lines = difflib.unified_diff(old, new, n=len(old), lineterm="")
    return "\n".join(list(lines)[HEADER_OF_DIFF:])


def python_object(source: str, name: str) -> str:
    """The statement at module level that defines ``name``."""
    for statement in ast.parse(source).body:
        targets = getattr(statement, "targets", [])
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        if name in names or getattr(statement, "name", None) == name:
            first = min(
                [statement, *getattr(statement, "decorator_list", [])], key=lambda node: node.lineno
            )
            lines = source.splitlines(keepends=True)
            return "".join(lines[first.lineno - 1 : statement.end_lineno])
    raise ValueError(f"it defines no {name}.")


def line_with(lines: list[str], marker: str, start: int = 0) -> int:
    """The index of the only line from ``start`` on that contains ``marker``."""
    found = [index for index, line in enumerate(lines) if index >= start and marker in line]
    if len(found) != 1:
        raise ValueError(f'"{marker}" is in {len(found)} lines; a marker has to be in one.')
    return found[0]


def badge(example: str, recorded: dict) -> details:
    """What ``example`` ran on; opened, what was checked and where else it ran."""
    combination = evidence_reader.newest(recorded)
    topic = store.topic_of(example)
    text = evidence_reader.describe(combination)
    box = details(classes=["proof", combination["outcome"]])
    box += summary(text, text)
    claims = nodes.bullet_list()
    for test, claim in combination["claims"].items():
        link = nodes.reference("", "test", internal=True, proof=topic, anchor=test)
        parts = [
            nodes.literal(part, part) if is_code else nodes.Text(part)
            for is_code, part in evidence_reader.code_and_text(claim["claim"])
        ]
        claims += nodes.list_item("", nodes.paragraph("", "", *parts, nodes.Text(" "), link))
    box += claims
    others = [
        evidence_reader.sentence(*group)
        for group in evidence_reader.folded(
            [each for each in evidence_reader.told(recorded) if each != combination]
        )
    ]
    if others:
        box += nodes.paragraph("", "Also:")
        box += nodes.bullet_list(
            "", *(nodes.list_item("", nodes.paragraph("", other)) for other in others)
        )
    return box


def load_evidence(app, env, docnames):
    """Before the pages are dealt out to processes, if all are read."""
    if len(docnames) == len(env.found_docs):
        evidence_reader.load_all()


def pages(env) -> dict[str, list[tuple[str, str]]]:
    """Where each example is shown: the pages and their anchors, in reading order."""
    if not hasattr(env, "example_pages"):
        env.example_pages = {}
    return env.example_pages


def forget_page(app, env, docname):
    for example, shown in pages(env).items():
        pages(env)[example] = [place for place in shown if place[0] != docname]


def merge_pages(app, env, docnames, other):
    for example, shown in pages(other).items():
        pages(env).setdefault(example, []).extend(place for place in shown if place[0] in docnames)


def link_to_proofs(app, doctree, docname):
    """Point the links that name a test at the page that shows it."""
    for link in doctree.findall(nodes.reference):
        if "proof" not in link:
            continue
        page = app.builder.get_relative_uri(docname, f"proof/{link['proof']}")
        link["refuri"] = f"{page}#{link['anchor']}"
