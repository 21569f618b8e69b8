"""Check my settings: the tool itself, and the table of the traps that it knows.

The rules are those of ``examples/system_checks/pooling_checks.py``, which readers copy: a page gets
them as JSON, and ``check-rules.js`` tries them in the browser.

.. code-block:: rst

   .. settings-checker::

   .. settings-traps::
"""

import html
import json
import sys
from dataclasses import asdict
from functools import cache
from types import ModuleType

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective

from evidence import store
from example import python_object
from support_matrix import wide
from tables import table

TOPIC = "system_checks"
FILES = [f"{TOPIC}/pooling_checks.py", f"{TOPIC}/settings.py"]
TRIED = "postgresql_no_pool/settings.py"
"""What ran on every Django that this site speaks of."""

LEVELS = {"E": "Error", "W": "Warning", "I": "Note"}

FACTS = {
    "django": ("Django", {}),
    "driver": ("Driver for PostgreSQL", {"psycopg": "psycopg 3", "psycopg2": "psycopg2"}),
    "pooler": (
        "HOST and PORT lead to",
        {
            "none": "the database itself",
            "transaction": "a pooler in transaction mode",
            "session": "a pooler in session mode",
        },
    ),
}
"""What settings do not tell, with the answers that a reader may give."""

TOOL = """
<div class="check-settings" id="check-settings" hidden>
  <label for="check-source">Your settings: <code>DATABASES</code>, or the whole file</label>
  <textarea id="check-source" rows="14" wrap="off" spellcheck="false" autocomplete="off"
    autocapitalize="off"></textarea>
  <p><button type="button" id="check-example">Fill in an example</button></p>
  <fieldset>
    <legend>What settings do not tell</legend>
    {questions}
  </fieldset>
  <div id="check-result" aria-live="polite"></div>
</div>
<p class="check-unscripted">This needs JavaScript, since nothing that you paste leaves the page. The
table below has every trap.</p>
<script type="application/json" id="check-data">{data}</script>
"""


def setup(app):
    app.setup_extension("support_matrix")
    app.add_directive("settings-checker", SettingsChecker)
    app.add_directive("settings-traps", SettingsTraps)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


@cache
def load(_modified: float) -> ModuleType:
    """The file of checks as a module; again when it has changed, as while it is being written."""
    folder = str(store.EXAMPLES / TOPIC)
    if folder not in sys.path:
        sys.path.append(folder)
    sys.modules.pop("pooling_checks", None)
    import pooling_checks

    return pooling_checks


def rules() -> list:
    """The rules of the file that readers copy."""
    return load((store.EXAMPLES / FILES[0]).stat().st_mtime).RULES


def djangos() -> dict[str, str]:
    """Every Django that examples ran on, the newest first."""
    versions = {each["packages"]["Django"] for each in store.load(TRIED)["combinations"]}
    series = {version.rpartition(".")[0] for version in versions}
    return {name: name for name in sorted(series, key=store.version_key, reverse=True)}


class Checker(SphinxDirective):
    """What both directives need."""

    def depend(self) -> None:
        for example in FILES:
            self.env.note_dependency(str(store.EXAMPLES / example))


class SettingsChecker(Checker):
    """The tool, hidden until its script runs."""

    def run(self):
        self.depend()
        self.env.note_dependency(str(store.evidence_path(TRIED)))
        data = {
            "rules": [self.for_browser(rule) for rule in rules()],
            "example": python_object((store.EXAMPLES / FILES[1]).read_text(), "POSTGRESQL")
            + "\n"
            + python_object((store.EXAMPLES / FILES[1]).read_text(), "DATABASES"),
        }
        text = TOOL.format(
            questions="\n    ".join(question(name) for name in FACTS),
            data=json.dumps(data, ensure_ascii=False).replace("</", "<\\/"),
        )
        return [nodes.raw("", text, format="html")]

    def for_browser(self, rule) -> dict:
        """A rule, with the address of its page as seen from this one."""
        page, _, anchor = rule.page.partition(".html#")
        address = self.env.app.builder.get_relative_uri(self.env.docname, page)
        kept = {name: asdict(rule)[name] for name in ("id", "at", "when", "says", "hint")}
        return kept | {"page": f"{address}#{anchor}"}


class SettingsTraps(Checker):
    """A row for each rule, with a link to what shows it."""

    def run(self):
        self.depend()
        rows = [
            [
                nodes.paragraph("", "", nodes.literal(rule.id, rule.id)),
                nodes.paragraph("", LEVELS[rule.id.partition(".")[2][0]]),
                nodes.paragraph(
                    "", "", nodes.Text(said(rule)), nodes.Text(" "), self.link(rule.page)
                ),
            ]
            for rule in rules()
        ]
        return [wide(table(["Id", "Kind", "What is said"], rows, "traps"))]

    def link(self, page: str) -> pending_xref:
        text = nodes.inline("shown here", "shown here", classes=["std", "std-ref"])
        return pending_xref(
            "",
            text,
            refdomain="std",
            reftype="ref",
            refexplicit=True,
            refwarn=True,
            reftarget=page.partition("#")[2],
            refdoc=self.env.docname,
        )


def said(rule) -> str:
    """A rule's words, with the keys that it is about, or with an ellipsis where it is any."""
    keys = [each[1:] for each in rule.when if each[0] == "key"]
    return rule.says.replace("{key}", " or ".join(keys[0]) if keys else "…")


def question(name: str) -> str:
    """What a reader may say about ``name``, as HTML."""
    label, answers = FACTS[name]
    options = {"": "not said", **(answers or djangos())}
    choices = "".join(
        f'<option value="{value}">{html.escape(text)}</option>' for value, text in options.items()
    )
    return f'<label>{label} <select id="check-{name}" data-fact="{name}">{choices}</select></label>'
