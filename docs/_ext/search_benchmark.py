"""The ``search-benchmark`` directive: what ``make bench-search`` found, one row a search."""

import json

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from benchmark import SPACE
from evidence import store
from tables import table

FILE = store.BENCHMARKS / "search.json"
HEADINGS = [
    "Search",
    "Right page first",
    "Right section first",
    "In the first three",
    "First answer",
    "The first time",
    "Fetched for it",
]


def setup(app):
    app.add_directive("search-benchmark", SearchBenchmark)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class SearchBenchmark(SphinxDirective):
    def run(self):
        self.env.note_dependency(str(FILE))
        if not FILE.exists():
            raise self.error("There is no evidence/benchmarks/search.json: make bench-search.")
        measured = json.loads(FILE.read_text())
        engines = sorted(measured["engines"].values(), key=lambda each: -total(each, "first"))
        rows = [[nodes.paragraph("", cell) for cell in row(engine)] for engine in engines]
        machine = measured["machine"]
        runs = engines[0]["cold_ms"]["runs"]
        where = (
            f"Medians over all questions, and over {runs} first visits, on {machine['cores']} "
            f"cores of {machine['cpu']}, {machine['system']}. Bytes are compressed with gzip."
        )
        return [
            table(HEADINGS, rows),
            nodes.paragraph("", where, classes=["observed-on"]),
        ]


def row(engine: dict) -> list[str]:
    asked = total(engine, "asked")
    return [
        engine["what"],
        f"{total(engine, 'first_page')} of {asked}",
        f"{total(engine, 'first')} of {asked}",
        f"{total(engine, 'first_three')} of {asked}",
        milliseconds(engine["warm_ms"]),
        milliseconds(engine["cold_ms"]),
        f"{engine['bytes'] / 1000:.0f}{SPACE}kB",
    ]


def total(engine: dict, key: str) -> int:
    return sum(hits[key] for hits in engine["hits"].values())


def milliseconds(spread: dict) -> str:
    return f"{spread['median']:.0f}{SPACE}ms"
