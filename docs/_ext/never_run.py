"""The ``never-run`` directive: a note that no server has answered, for as long as that is so.

.. code-block:: rst

   .. never-run:: oracle_pool/settings.py oracle_persistent/settings.py

      **No settings on this page ran on Oracle.** …

Once the evidence of one of the examples says that it ran, the note is a warning.
"""

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

import evidence_reader

logger = logging.getLogger(__name__)


def setup(app):
    app.add_directive("never-run", NeverRun)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class NeverRun(SphinxDirective):
    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        self.assert_has_content()
        for example in self.arguments[0].split():
            evidence_reader.depend_on(self.env, example)
            recorded = evidence_reader.read(example, self.get_location())
            if (
                recorded
                and evidence_reader.silent_product(evidence_reader.newest(recorded)) is None
            ):
                logger.warning(
                    f"{example} has run by now, as its evidence says: rewrite this note.",
                    type="evidence",
                    subtype="ran",
                    location=self.get_location(),
                )
        return [nodes.important("", *self.parse_content_to_nodes())]
