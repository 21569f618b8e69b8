"""The ``benchmark`` directive: what ``evidence/benchmarks/<name>.json`` says took how long.

Absolute times are labeled with their machine.
"""

import json

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from evidence import store
from tables import table

SPACE = "\N{NO-BREAK SPACE}"


def setup(app):
    app.add_directive("benchmark", Benchmark)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Benchmark(SphinxDirective):
    required_arguments = 1

    def run(self):
        path = store.BENCHMARKS / f"{self.arguments[0]}.json"
        self.env.note_dependency(str(path))
        if not path.exists():
            raise self.error(f"There is no evidence/benchmarks/{path.name}: run the benchmark.")
        measured = json.loads(path.read_text())
        rows = [
            [
                nodes.paragraph("", each["what"]),
                nodes.paragraph("", f"{each['median']:.2f}{SPACE}{each.get('unit', 's')}"),
                nodes.paragraph(
                    "", f"{each['min']:.2f} to {each['max']:.2f}{SPACE}{each.get('unit', 's')}"
                ),
            ]
            for each in sorted(measured["measurements"].values(), key=lambda each: -each["median"])
        ]
        machine = measured["machine"]
        runs = sorted({each["runs"] for each in measured["measurements"].values()})
        where = (
            f"Medians of {' or '.join(map(str, runs))} runs "
            f"on {machine['cores']} cores of {machine['cpu']}, {machine['memory_gib']} GiB "
            f"of memory, {machine['system']}, Python {machine['python']}."
        )
        return [
            table(["What", "Median", "From fastest to slowest"], rows),
            nodes.paragraph("", where, classes=["observed-on"]),
        ]
