"""The ``upstream-patch`` directive: a patch of ``upstream/patches``, and where its proof was seen.

.. code-block:: rst

   .. upstream-patch:: 0001 postgresql_pool_empty/settings.py postgresql_pool/settings.py@Django=5.0

      An empty dictionary is no pool.

The first argument is the patch's number; the others are the examples whose evidence proves it, with
the version that is meant where it is not the newest. The text says what the patch is about.
"""

from docutils import nodes
from sphinx.addnodes import download_reference
from sphinx.util.docutils import SphinxDirective

import evidence_reader
import upstream
from evidence import store
from upstream.series import Patch


def setup(app):
    app.add_directive("upstream-patch", UpstreamPatch)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class UpstreamPatch(SphinxDirective):
    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        number, *examples = self.arguments[0].split()
        found = sorted(upstream.PATCHES.glob(f"{number}-*.patch"))
        if len(found) != 1:
            raise self.error(f"There is no patch {number} in upstream/patches, or more than one.")
        if not examples:
            raise self.error(f"Name the examples whose evidence proves patch {number}.")
        patch = Patch(found[0])
        self.env.note_dependency(str(patch.path))
        box = nodes.container("", classes=["upstream-patch"])
        box += [self.summary(patch), *self.parse_content_to_nodes(), *self.seen_on(examples)]
        return [box]

    def summary(self, patch: Patch) -> nodes.paragraph:
        """The patch to download, its subject, and the files that it changes."""
        link = download_reference(
            "",
            "",
            nodes.literal(patch.name, patch.name, classes=["xref", "download"]),
            reftype="download",
            reftarget=f"/../{patch.path.relative_to(store.ROOT).as_posix()}",
            refdoc=self.env.docname,
            refexplicit=True,
            refwarn=True,
        )
        said = nodes.paragraph("", "", link, nodes.Text(": "), nodes.emphasis("", patch.subject))
        said += nodes.Text(" It changes ")
        for position, name in enumerate(patch.files):
            said += [nodes.Text(", " if position else ""), nodes.literal(name, name)]
        said += nodes.Text(".")
        return said

    def seen_on(self, examples: list[str]) -> list[nodes.paragraph]:
        """A line for each set of software, but for what another has and more."""
        seen = [each for example in examples if (each := self.combination(example))]
        ran = [set(evidence_reader.software(each)) for each in seen]
        lines = [
            evidence_reader.seen(each, evidence_reader.software(each))
            for each, software in zip(seen, ran, strict=True)
            if not any(software < other for other in ran)
        ]
        return [
            nodes.paragraph(line, line, classes=["observed-on"]) for line in dict.fromkeys(lines)
        ]

    def combination(self, named: str) -> dict | None:
        """The newest combination of an example, of those with the version that is named."""
        example, _, condition = named.partition("@")
        evidence_reader.depend_on(self.env, example)
        recorded = evidence_reader.read(example, self.get_location())
        if recorded is None:
            return None
        if not condition:
            return evidence_reader.newest(recorded)
        product, _, version = condition.partition("=")
        meant = [
            each
            for each in recorded["combinations"]
            if evidence_reader.ran_on(each, product, version)
        ]
        if not meant:
            raise self.error(f"{example} was not recorded with {product} {version}.")
        return meant[-1]
