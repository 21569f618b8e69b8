"""The ``site-weight`` directive: evidence/benchmarks/site.json, this site beside others."""

import json

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from evidence import store
from tables import table

SPACE = "\N{NO-BREAK SPACE}"
THIS = "This site"
HEAD = ["Bytes", "Requests", "First paint", "Largest paint", "Blocked"]
CATEGORIES = {
    "performance": "Performance",
    "accessibility": "Accessibility",
    "best-practices": "Best practices",
    "seo": "SEO",
}
"""Lighthouse's names of its scores, and ours."""


def setup(app):
    app.add_directive("site-weight", SiteWeight)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class SiteWeight(SphinxDirective):
    def run(self):
        path = store.BENCHMARKS / "site.json"
        self.env.note_dependency(str(path))
        if not path.exists():
            raise self.error("There is no evidence/benchmarks/site.json: run `make bench-site`.")
        measured = json.loads(path.read_text())
        first, *_ = pages = measured["pages"]
        beside = [[text(site), *figures(each)] for site, each in in_order(first["sites"])]
        alone = [[text(page["what"]), *figures(page["sites"][THIS])] for page in pages]
        return [
            table([first["what"], *HEAD], beside, "numbers"),
            table([THIS, *HEAD], alone, "numbers"),
            nodes.paragraph("", words_of(measured), classes=["observed-on"]),
            lighthouse(measured["lighthouse"]),
        ]


def in_order(sites: dict) -> list[tuple[str, dict]]:
    """This site, then the others from the heaviest to the lightest."""
    return sorted(sites.items(), key=lambda each: (each[0] != THIS, -each[1]["bytes"]["median"]))


def text(words: str) -> nodes.paragraph:
    return nodes.paragraph("", words)


def figures(measured: dict) -> list[nodes.paragraph]:
    """The medians of a page on one site, the seconds with their spread."""
    size = f"{measured['bytes']['median']:,.0f}".replace(",", SPACE)
    cells = [size, f"{measured['requests']['median']:.0f}"]
    for name in ("first_paint", "largest_paint"):
        each = measured[name]
        spread = f"{each['min']:.2f} to {each['max']:.2f}"
        cells.append(f"{each['median']:.2f}{SPACE}s ({spread})")
    cells.append(f"{measured['blocking']['median'] * 1000:.0f}{SPACE}ms")
    return [text(cell) for cell in cells]


def words_of(measured: dict) -> str:
    builds = measured["builds"]
    built = {
        name: f"{each['seconds']['median']:.1f}{SPACE}s of a processor"
        for name, each in builds.items()
    }
    machine = measured["machine"]
    return (
        f"First visits with {measured['browser']}, the sites in turn, medians. A build of the "
        f"{builds['clean']['pages']} pages from nothing takes {built['clean']}, a build of as "
        f"many empty pages with furo {built['empty']}, and a build after which nothing is "
        f"different {built['unchanged']}. Without every second page that somebody wrote, "
        f"{builds['half']['pages']} pages, it is {built['half']}; with each of them twice, "
        f"{builds['twice']['pages']} pages, {built['twice']}. On {machine['cores']} cores of "
        f"{machine['cpu']}."
    )


def lighthouse(found: dict | str) -> nodes.Node:
    """What Lighthouse said, if it was there."""
    if isinstance(found, str):
        return text(f"Lighthouse: {found}.")
    rows = [
        [text(page["what"]), *(text(str(page["scores"][category])) for category in CATEGORIES)]
        for page in found["pages"]
    ]
    return table([f"Lighthouse {found['version']}", *CATEGORIES.values()], rows, "numbers")
