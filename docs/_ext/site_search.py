"""The index of the site's search: the title, the words and, of an error, the texts of each section.

What readers say who look for a page, though it is called otherwise, is in its ``meta`` keywords:
these count like its title.

It is one file, which a reader's browser asks for when they search; search-engine.js reads it.
``make bench-search`` compares it with Sphinx's own search and with pagefind.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.search.en import SearchEnglish

INDEX = "search-index.json"
FILES = {
    "dialog": "search-dialog.js",
    "engine": "search-engine.js",
    "view": "search-view.js",
}
"""What a browser asks for, besides the index, when a reader searches."""
STYLE = "site/search-dialog.css"
ERRORS = "reference/errors/"
KINDS = {
    "tutorial": "tutorial",
    "howto": "how-to",
    "reference": "reference",
    "explanation": "explanation",
}
"""What is said beside a page of each folder."""
LONGEST_NUMBER = 5
"""A longer one is a time or an id, which no reader looks for."""


def setup(app):
    app.add_env_collector(Sections)
    app.connect("html-page-context", name_the_files)
    app.connect("build-finished", write)
    return {
        "version": "1",
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


class Sections(EnvironmentCollector):
    """Keeps, for each page, what its sections are called and what they say."""

    def clear_doc(self, app, env, docname):
        sections_of(env).pop(docname, None)

    def merge_other(self, app, env, docnames, other):
        sections_of(env).update((name, sections_of(other)[name]) for name in docnames)

    def process_doc(self, app, doctree):
        docname = app.env.docname
        sections_of(app.env)[docname] = list(entries(doctree, docname))


def sections_of(env) -> dict[str, list[dict]]:
    """What was kept so far, by page."""
    if not hasattr(env, "site_search_sections"):
        env.site_search_sections = {}
    return env.site_search_sections


def entries(doctree: nodes.document, docname: str) -> Iterator[dict]:
    """The page, its sections and the terms it defines, with the words that are theirs alone."""
    for section in doctree.findall(nodes.section):
        title = section[section.first_child_matching_class(nodes.title)]
        is_page = not isinstance(section.parent, nodes.section)
        yield {
            "anchor": "" if is_page else section["ids"][0],
            "title": title.astext(),
            "kind": kind(section, docname),
            "called": called(doctree) if is_page else [],
            "texts": quoted(section) if docname.startswith(ERRORS) and not is_page else [],
            "words": words(" ".join(own_text(section, title))),
        }
    for item in doctree.findall(nodes.definition_list_item):
        if term := next((term for term in item.findall(nodes.term) if term["ids"]), None):
            yield {
                "anchor": term["ids"][0],
                "title": term.astext(),
                "kind": "term",
                "called": [],
                "texts": [],
                "words": words(item.astext()),
            }


def called(doctree: nodes.document) -> list[str]:
    """The words of the page's keywords."""
    metas = [meta for meta in doctree.findall(nodes.meta) if meta.get("name") == "keywords"]
    return words(" ".join(meta["content"] for meta in metas))


def kind(section: nodes.section, docname: str) -> str:
    """What the general index says of ``section``, such as "PgBouncer setting"; else its page's."""
    for index in section.children:
        if isinstance(index, addnodes.index):
            return index["entries"][0][1].rpartition("; ")[2]
    return KINDS.get(docname.partition("/")[0], "page")


def own_text(section: nodes.section, title: nodes.title) -> Iterator[str]:
    """The texts in ``section`` that are not in a section of its own."""
    for child in section.children:
        if not isinstance(child, nodes.section) and child is not title:
            for text in child.findall(nodes.Text):
                if not isinstance(text.parent, nodes.raw):
                    yield text.astext()


def words(text: str) -> list[str]:
    """The distinct words of ``text`` that tell something, in lower case."""
    found = set(re.findall(r"\w+", text.lower())) - SearchEnglish.stopwords
    return sorted(
        word
        for word in found
        if len(word) > 1 and not (word.isdigit() and len(word) > LONGEST_NUMBER)
    )


def quoted(section: nodes.section) -> list[str]:
    """What ``observed`` directives show in ``section``."""
    boxes = [box for box in section.findall(nodes.container) if "observed" in box["classes"]]
    return [block.astext() for box in boxes for block in box.findall(nodes.literal_block)]


def index(env, address) -> dict:
    """All that search-engine.js needs. ``address(docname)`` is where a page is, from the root.

    Each word has the numbers of its sections, each less the one before.
    """
    pages, sections, texts, places = [], [], {}, defaultdict(list)
    for docname in sorted(sections_of(env)):
        for entry in sections_of(env)[docname]:
            number = len(sections)
            sections.append(
                [
                    len(pages),
                    entry["anchor"],
                    entry["title"],
                    entry["kind"],
                    len(entry["words"]),
                    *([" ".join(entry["called"])] if entry["called"] else []),
                ]
            )
            if entry["texts"] or entry["kind"] == "error":
                texts[number] = entry["texts"]
            for word in entry["words"]:
                places[word].append(number)
        pages.append([address(docname), env.titles[docname].astext()])
    steps = {
        word: [numbers[0], *(after - before for before, after in pairwise(numbers))]
        for word, numbers in sorted(places.items())
    }
    return {"pages": pages, "sections": sections, "errors": texts, "words": steps}


def write(app, exception):
    if exception is None and app.builder.name == "html" and not app.builder.nothing_is_new:
        found = index(app.env, app.builder.get_target_uri)
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        (Path(app.outdir) / INDEX).write_text(text)


def name_the_files(app, pagename, templatename, context, doctree):
    """Tell search-box.js where the rest of the search is, for when a reader wants it."""
    context["search_files"] = {
        name: f"{path}?v={checksum(Path(app.srcdir) / path)}"
        for name, file in FILES.items()
        for path in [f"_static/site/{file}"]
    }
    pages = app.builder.templates
    context["search_files"]["style"] = pages.style_alone(STYLE, context["css_files"])
    context["search_index"] = INDEX


@cache
def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
