"""``llms.txt``, which lists the pages for programs that read, and ``llms-full.txt``, all of them.

See https://llmstxt.org. Both are made of the pages' Markdown twins.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import description

KINDS = {
    "tutorial": "Tutorial",
    "howto": "How-to guides",
    "reference": "Reference",
    "explanation": "Explanation",
}


def setup(app):
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write(app, exception):
    if exception is not None or app.builder.name != "html" or app.builder.nothing_is_new:
        return
    root = Path(app.outdir)
    base = app.config.html_baseurl.rstrip("/") + "/" if app.config.html_baseurl else ""
    names = in_reading_order(app.env)
    twins = {name: (root / f"{name}.md").read_text() for name in names}
    titles = {name: app.env.titles[name].astext() for name in names}
    index = app.config.root_doc
    lines = [f"# {app.config.project}", "", f"> {first_paragraph(twins[index])}", ""]
    for folder, heading in KINDS.items():
        lines += [f"## {heading}", ""]
        lines += [
            f"- [{titles[name]}]({base}{name}.md): {first_paragraph(twins[name])}"
            for name in names
            if name.startswith(f"{folder}/")
        ]
        lines += [""]
    (root / "llms.txt").write_text("\n".join(lines))
    whole = (f"<!-- {base}{name}.html -->\n\n{twins[name]}" for name in names)
    (root / "llms-full.txt").write_text("\n".join(whole))


def in_reading_order(env) -> list[str]:
    """Every page once, as the tables of contents lead from one to the next."""

    def below(name: str) -> Iterator[str]:
        yield name
        for child in env.toctree_includes.get(name, []):
            yield from below(child)

    found = dict.fromkeys(below(env.config.root_doc))
    written = [name for name in found if name in env.found_docs]  # not the general index
    return [*written, *(name for name in sorted(env.found_docs) if name not in found)]


def first_paragraph(twin: str) -> str:
    """What a page says first, on one line and without its links, which begin at the page."""
    blocks = [block for block in twin.split("\n\n") if block.strip()]
    text = description.whole(" ".join(blocks[1].split())) if len(blocks) > 1 else ""
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
