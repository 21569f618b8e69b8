"""What differs between versions: the ``version-table`` directive and the ``since`` role.

Each row of the table is a definition, as in a support matrix: what is tried, and the one topic that
tries it. The columns are the series of Django, or of the package named, that any of them ran on.

.. code-block:: rst

   .. version-table:: Django

      A pool of Django's own
         postgresql_pool

   Since Django :since:`postgresql_pool/settings.py`.

The role is the first series on which the example did what it does on the newest. It asks for an
older one on which it did not: what was never tried is no evidence.
"""

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

import evidence_reader
from evidence import store
from support_matrix import definitions, fingerprint, matrices, outcome, verdict, wide
from tables import table

logger = logging.getLogger(__name__)


def setup(app):
    app.setup_extension("support_matrix")
    app.add_directive("version-table", VersionTable)
    app.add_role("since", Since())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class VersionTable(SphinxDirective):
    has_content = True
    optional_arguments = 1

    def run(self):
        matrices(self.env)[self.env.docname] = fingerprint()
        package = self.arguments[0] if self.arguments else "Django"
        rows = [
            (title, f"{topic}/settings.py", self.by_series(package, f"{topic}/settings.py"))
            for title, [topic] in definitions(self)
        ]
        columns = sorted({series for *_, ran in rows for series in ran}, key=store.version_key)
        return [
            wide(
                table(
                    [package, *columns],
                    [
                        [nodes.paragraph("", "", *title)]
                        + [cell(example, ran.get(series), package) for series in columns]
                        for title, example, ran in rows
                    ],
                    "support-matrix",
                    "versions-table",
                )
            )
        ]

    def by_series(self, package: str, example: str) -> dict[str, dict]:
        recorded = evidence_reader.read(example, self.get_location())
        return newest_of_each_series(recorded, package) if recorded else {}


def newest_of_each_series(recorded: dict, package: str) -> dict[str, dict]:
    """The newest combination with each series of ``package``: 6.1 of 6.1.3. Oldest first."""
    with_package = [each for each in recorded["combinations"] if package in each["packages"]]
    with_package.sort(key=lambda each: store.version_key(each["packages"][package]))
    found = {}
    for each in with_package:
        series = ".".join(each["packages"][package].split(".")[:2])
        newer = found.setdefault(series, each)
        found[series] = max(newer, each, key=recency)
    return found


def recency(combination: dict) -> tuple:
    """What the newer of two combinations has more of: Django first, then its drivers."""
    product, server, pooler, pooler_version, django, packages, python = store.identity(combination)
    return django, packages, python, server, pooler_version, product, pooler


def cell(example: str, combination: dict | None, package: str) -> nodes.paragraph:
    """What came of ``example`` with one series of ``package``."""
    if combination is None:
        return outcome("not-tried", "")
    kind = combination["outcome"]
    words = "Fails" if kind == "failed-as-documented" else verdict(combination)
    return outcome(kind, combination["packages"][package], example, words=words)


class Since(SphinxRole):
    """The first series on which an example does what it does now: ``example [package]``."""

    def run(self):
        example, _, package = self.text.partition(" ")
        package = package or "Django"
        evidence_reader.depend_on(self.env, example)
        recorded = evidence_reader.read(example, self.get_location())
        text = first_like_the_newest(recorded, package) if recorded else None
        if recorded and text is None:
            logger.warning(
                f"{example} did nothing else on the oldest {package} that it was tried on: "
                "there is no evidence of when that began.",
                type="evidence",
                subtype="fact",
                location=self.get_location(),
            )
        text = text or "?"
        return [nodes.inline(text, text, classes=["fact"])], []


def first_like_the_newest(recorded: dict, package: str) -> str | None:
    """The series since which the outcome is the newest's; None if no series had another."""
    series = newest_of_each_series(recorded, package)
    outcomes = [(name, each["outcome"]) for name, each in series.items()]
    since = None
    for name, came in reversed(outcomes):
        if came != outcomes[-1][1]:
            return since
        since = name
    return None
