"""The parts of the page "Choose an approach"; ``choose_rules`` has what they show.

.. code-block:: rst

   .. choose::

   .. choose-table::

   .. choose-files::

   .. choose-start::

The first is the form, and the place where ``choose.js`` puts the answer. The table has the same
rules, and ``choose-files`` what each approach is copied from: both are read without JavaScript, and
the script takes the answer's words and files from them. The last is a short form that leads there.
"""

import json
import posixpath
import re

import jinja2
from docutils import nodes
from sphinx.directives.code import container_wrapper
from sphinx.util.docutils import SphinxDirective

import choose_rules
import evidence_reader
import observed
from disclosure import details, summary
from evidence import faults, store
from example import LANGUAGES
from tables import table

PAGE = "howto/choose"
TEMPLATES = choose_rules.FOLDER.parent / "_templates" / "choose"
SIZES = ("hosts", "processes", "threads", "size", "least", "kept", "overflow", "shared", "room")
MARK = "314159265"
"""Begins a number that stands for a size until its block is highlighted: its place in SIZES, and
the number that was run. No file has it."""
MARKED = re.compile(rf"{MARK}(\d\d)(\d{{6}})")


def setup(app):
    app.setup_extension("disclosure")
    app.setup_extension("example")
    app.add_directive("choose", Tool)
    app.add_directive("choose-start", Start)
    app.add_directive("choose-table", Table)
    app.add_directive("choose-files", Files)
    app.connect("doctree-resolved", keep_sizes)
    app.connect("html-page-context", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class FromRules(SphinxDirective):
    """What all have in common: their page depends on the rules and on what those go by."""

    def rules(self) -> dict:
        files = [choose_rules.RULES, choose_rules.SCHEMA, *TEMPLATES.iterdir()]
        try:
            found = choose_rules.rules()
            self.data = choose_rules.data()
        except (choose_rules.RulesError, store.EvidenceError) as error:
            raise self.error(str(error)) from error
        for approach in found["approach"].values():
            for example in approach["files"]:
                files += evidence_reader.files_behind(example)
        for file in files:
            self.env.note_dependency(str(file))
        return found

    def rendered(self, template: str, **context) -> nodes.raw:
        """A template of docs/_templates/choose as HTML."""
        loader = jinja2.FileSystemLoader(TEMPLATES)
        environment = jinja2.Environment(
            loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        return nodes.raw("", environment.get_template(template).render(context), format="html")

    def inline(self, text: str) -> list[nodes.Node]:
        """reStructuredText of the rules, as nodes."""
        parsed, messages = self.parse_inline(text)
        return [*parsed, *messages]


class Tool(FromRules):
    def run(self):
        found = self.rules()
        data = json.dumps(self.data, separators=(",", ":")).replace("<", "\\u003c")
        return [self.rendered("tool.html", rules=found, django=self.data["django"], data=data)]


class Start(FromRules):
    def run(self):
        here = posixpath.dirname(self.env.docname) or "."
        action = posixpath.relpath(PAGE, here) + ".html#answer"
        return [self.rendered("start.html", rules=self.rules(), action=action)]


class Table(FromRules):
    """The rules, the first of which that holds is the answer."""

    def run(self):
        found = self.rules()
        rows = [self.row(found, rule) for rule in found["rule"]]
        shown = table(["If", "Take", "Because"], rows, "choose-table")
        for row, rule in zip(shown.next_node(nodes.tbody), found["rule"], strict=True):
            row["ids"] = [f"rule-{rule['id']}"]
        return [nodes.container("", shown, classes=["matrix"])]

    def row(self, found: dict, rule: dict) -> list[nodes.Node]:
        condition = nodes.paragraph("", "; ".join(conditions(found, rule["when"])))
        why = nodes.paragraph("", "", *self.inline(rule["why"]))
        if name := rule.get("answer"):
            title = self.inline(found["approach"][name]["title"])
            take = nodes.container("", nodes.paragraph("", "", *title))
            link = nodes.reference("", "files", internal=True, refuri=f"#{anchor(name)}")
            where = nodes.paragraph("", f"{self.versions(name)}: ", link, classes=["versions"])
            take += where
            return [condition, take, why]
        return [condition, nodes.paragraph("", "Nothing is proven for this"), why]

    def versions(self, name: str) -> str:
        """The versions of Django that all of an approach ran on: Django 5.1 to 6.1."""
        ran = {series for each in self.data["approach"][name]["django"].values() for series in each}
        first, *_, last = sorted(ran, key=store.version_key)
        return f"Django\N{NO-BREAK SPACE}{first} to {last}"


class Files(FromRules):
    """Each approach: its files, how many connections it holds, and what happens in trouble."""

    def run(self):
        found = self.rules()
        return [
            nodes.container(
                "",
                *(self.approach(*each) for each in found["approach"].items()),
                classes=["choose-files"],
            )
        ]

    def approach(self, name: str, approach: dict) -> details:
        title = nodes.paragraph("", "", *self.inline(approach["title"]))
        box = details(ids=[anchor(name)])
        box += summary("", f"{title.astext()}: {', '.join(map(file_name, approach['files']))}")
        box += title
        for example in approach["files"]:
            box += self.file(example, approach.get("sizes", {}))
        if "environment" in approach:
            box += self.environment(approach["environment"])
        if recorded := evidence_reader.read(approach["files"][0], self.get_location()):
            box += proof(approach["files"][0], recorded)
        most = f"Connections at most: {at_most(approach)}."
        box += nodes.paragraph("", most, classes=["choose-most"])
        box += self.trouble(approach.get("faults", {}))
        return box

    def file(self, example: str, sizes: dict[str, str]) -> nodes.container:
        """A file to copy, with the sizes in it marked."""
        source = (store.EXAMPLES / example).read_text()
        language = LANGUAGES.get(example[example.rindex(".") :], "none")
        try:
            places = choose_rules.sizes_in(source, sizes)
        except choose_rules.RulesError as error:
            raise self.error(f"{example}: {error}") from error
        box = self.block(source, language, file_name(example), places)
        if places:
            box += nodes.paragraph(
                "", "Marked are the sizes to set. It ran with these.", classes=["choose-ran"]
            )
        return box

    def environment(self, variables: dict[str, list[str]]) -> nodes.container:
        """The variables that a file reads, with the values that were run."""
        lines, places = "", []
        for variable, (size, reference) in variables.items():
            ran = str(choose_rules.fact(reference))
            start = len(lines) + len(variable) + 1
            places.append((start, start + len(ran), size))
            lines += f"{variable}={ran}\n"
        box = self.block(lines, "bash", "the environment", places)
        box += nodes.paragraph(
            "", "For the web server's processes. It ran with this, too.", classes=["choose-ran"]
        )
        return box

    def block(self, text: str, language: str, caption: str, places) -> nodes.container:
        block = nodes.literal_block(text, text, language=language)
        block["proven"] = True
        block["sizes"] = places
        self.set_source_info(block)
        return nodes.container("", container_wrapper(self, block, caption), classes=["example"])

    def trouble(self, cells: dict[str, str]) -> list[nodes.Node]:
        """The faults in which requests failed, or waited longer than the fault."""
        if not cells:
            text = "What it does when something breaks was not tried: :doc:`/reference/faults`."
            return [nodes.paragraph("", "", *self.inline(text))]
        shown = []
        for database, approach in cells.items():
            product = choose_rules.PRODUCTS[database]
            where = f" on {product}" if len(cells) > 1 else ""
            text = f"What happened{where} when something broke; in the :doc:`other cases that were \
tried </reference/faults>`, no request failed, or waited for longer than the fault lasted:"
            items = [nodes.list_item("", each) for each in self.failures(approach)]
            said = nodes.paragraph("", "", *self.inline(text)), nodes.bullet_list("", *items)
            shown.append(nodes.container("", *said, classes=["choose-trouble", f"on-{database}"]))
        return shown

    def failures(self, approach: str) -> list[nodes.paragraph]:
        found = []
        for path in sorted(store.FAULTS.glob("*.json")):
            if path.stem == "schema":
                continue
            self.env.note_dependency(str(path))
            cell = faults.cell_of(path.stem, approach)
            if "not_run" in cell or harmless(cell["classes"]):
                continue
            title = faults.load(path.stem)["title"]
            outcome = self.inline(f":fault:`{path.stem} {approach}`")
            del outcome[0]["reftitle"]  # it says what stands before it
            found.append(nodes.paragraph("", f"{title}: ", *outcome))
        return found


def harmless(classes: dict[str, str]) -> bool:
    """Whether no request failed, got another's answer, or waited on after the fault."""
    return classes == {"failed": "none", "wrong": "none", "healthy": "within 2 s"}


def anchor(approach: str) -> str:
    return f"approach-{approach.replace('_', '-')}"


def file_name(example: str) -> str:
    """settings.py of postgresql_pool/settings.py."""
    return example.partition("/")[2]


def at_most(approach: dict) -> str:
    """What an approach holds at most, as a product in words."""
    return approach.get("unlimited") or " × ".join(approach["at_most"].values())


def conditions(found: dict, when: dict[str, list[str]]) -> list[str]:
    """What a rule asks for, in words."""
    titles = {
        kind: {each["id"]: each["title"] for each in found[kind]} for kind in ("database", "served")
    }
    words = titles | found["words"]
    return [
        " or ".join(words[kind][value] for value in when[kind]) for kind in words if kind in when
    ]


def proof(example: str, recorded: dict) -> nodes.container:
    """A line for each database that ``example`` ran on, and a link to how that was proven."""
    topic = store.topic_of(example)
    box = nodes.container("", classes=["choose-proof"])
    for kind in evidence_reader.kinds(recorded)[:1]:
        for product in dict.fromkeys(each["server"]["product"] for each in kind):
            ours = [each for each in kind if each["server"]["product"] == product]
            newest, software = evidence_reader.folded(observed.like_the_newest(ours))[-1]
            text = evidence_reader.sentence(newest, software)
            verdict = nodes.inline("", text, classes=["verdict", newest["outcome"]])
            box += nodes.paragraph("", "", verdict)
    test = next(iter(evidence_reader.newest(recorded)["claims"]))
    link = nodes.reference("", "How that was shown", internal=True, proof=topic, anchor=test)
    box += nodes.paragraph("", "", link)
    return box


def keep_sizes(app, doctree, docname):
    """In HTML, let a size be found again once its block is highlighted."""
    if app.builder.format != "html":
        return
    for block in doctree.findall(nodes.literal_block):
        if not block.get("sizes"):
            continue
        text = block.astext()
        for start, end, size in reversed(block["sizes"]):
            number = f"{MARK}{SIZES.index(size):02}{int(text[start:end]):06}"
            text = text[:start] + number + text[end:]
        block.rawsource = text
        block.children = [nodes.Text(text)]
        del block["sizes"]


def finish(app, pagename, templatename, context, doctree):
    """Mark the sizes in the page."""
    body = context.get("body", "")
    if 'class="choose' in body:
        context["body"] = MARKED.sub(marked, body)


def marked(number: re.Match) -> str:
    ran = int(number[2])
    return f'<mark data-size="{SIZES[int(number[1])]}" data-ran="{ran}">{ran}</mark>'
