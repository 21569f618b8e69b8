"""Code that was not run says so, and why; any other code on a page is a warning.

.. code-block:: rst

   .. not-run:: bash
      :because: it changes your machine

      sudo systemctl reload pgbouncer
"""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)


def setup(app):
    app.add_directive("not-run", NotRun)
    app.connect("doctree-read", find_unproven_code)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class NotRun(SphinxDirective):
    has_content = True
    required_arguments = 1
    option_spec: ClassVar = {"because": directives.unchanged_required}

    def run(self):
        self.assert_has_content()
        if "because" not in self.options:
            raise self.error(
                "not-run needs the option :because: with the reason, shown to readers."
            )
        text = "\n".join(self.content)
        block = nodes.literal_block(text, text, language=self.arguments[0])
        block["proven"] = False
        self.set_source_info(block)
        reason = f"Not run here: {self.options['because']}."
        return [
            nodes.container(
                "", block, nodes.paragraph(reason, reason, classes=["not-run"]), classes=["example"]
            )
        ]


def find_unproven_code(app, doctree):
    """Warn of every code block that is neither an example, nor evidence, nor marked as not run."""
    for block in doctree.findall(nodes.literal_block):
        if "proven" not in block:
            logger.warning(
                "code that nothing proves: use the example, observed or not-run directive",
                type="evidence",
                subtype="unproven",
                location=block,
            )
