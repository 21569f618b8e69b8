"""The same text as pages of other sites: bare furo, furo with sphinx-tabs, and the least there is.

Their pages have this site's tree of pages beside the text, and as many pages.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag

CONF = """
project = "Django connection pooling, proven"
html_theme = "furo"
extensions = {extensions}
"""
FLOOR = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 100%/1.6 system-ui, sans-serif }}
body {{ margin: auto; max-width: 46rem; padding: 1rem }}
pre, table {{ display: block; overflow: auto; font-size: 0.8125rem }}
[role=tablist] {{ display: none }}
</style>
</head>
<body>
{article}
<nav>{tree}</nav>
</body>
</html>
"""


@dataclass
class Page:
    """A page of the built site."""

    name: str
    html: BeautifulSoup

    @property
    def article(self) -> Tag:
        return self.html.find("article")

    @property
    def title(self) -> str:
        return self.article.find("h1").get_text().removesuffix("¶")


def read(site: Path, name: str) -> Page:
    return Page(name, BeautifulSoup((site / f"{name}.html").read_text(), "html.parser"))


def write_sources(site: Path, folder: Path, pages: list[Page], *, tabs: bool) -> None:
    """Sources of a furo site with all pages of ``site``: empty, but for those in ``pages``."""
    extensions = ["sphinx_tabs.tabs"] if tabs else []
    folder.mkdir(parents=True)
    (folder / "conf.py").write_text(CONF.format(extensions=extensions))
    texts = {page.name: source(page, tabs=tabs) for page in pages}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).with_suffix("").as_posix()
        if name in {"search", "genindex", "404"}:
            continue
        text = texts.get(name) or heading(title_of(path)) + "No text.\n\n"
        if name == "index":
            text += tree_of_pages(site)
        elif not path.parent.samefile(site / "proof") or name in texts:
            text = text.replace(":orphan:\n", "")
        target = folder / f"{name}.rst"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def title_of(path: Path) -> str:
    found = re.search(r"<h1>(.*?)(?:<a |</h1>)", path.read_text(), re.DOTALL)
    return re.sub(r"<[^>]+>|[\\*`_|]", "", found[1]) if found else path.stem


def heading(title: str) -> str:
    return f"{title}\n{'=' * max(len(title.encode()), 4)}\n\n"


def tree_of_pages(site: Path) -> str:
    """Tables of contents that give the same tree, on one level."""
    tree = BeautifulSoup((site / "index.html").read_text(), "html.parser").find(
        class_="sidebar-tree"
    )
    parts = []
    for caption in tree.find_all("p", class_="caption"):
        names = [
            link["href"].removesuffix(".html")
            for link in caption.find_next_sibling("ul").find_all("a")
            if link["href"] not in {"#", "genindex.html"}
        ]
        lines = "\n".join(f"   {name}" for name in names)
        parts.append(f".. toctree::\n   :caption: {caption.get_text()}\n   :hidden:\n\n{lines}\n\n")
    return "".join(parts)


def source(page: Page, *, tabs: bool) -> str:
    """The page's text as reStructuredText: its HTML, and its tabs as sphinx-tabs writes them."""
    article = BeautifulSoup(str(page.article), "html.parser")
    title = article.find("h1")
    body = title.find_parent("section") or article.find("article")
    title.extract()
    groups = body.find_all(class_="sphinx-tabs") if tabs else []
    parts = []
    for number, group in enumerate(groups):
        labels = [tab.get_text() for tab in group.find_all(role="tab")]
        panels = [
            str(panel) for panel in group.find_all(class_="sphinx-tabs-panel", recursive=False)
        ]
        parts.append(as_tabs(list(zip(labels, panels, strict=True))))
        group.replace_with(f"@tabs{number}@")
    text = heading(page.title)
    for piece in re.split(r"(@tabs\d+@)", body.decode_contents()):
        number = re.fullmatch(r"@tabs(\d+)@", piece)
        text += parts[int(number[1])] if number else as_it_is(piece)
    return text


def as_it_is(html: str, indent: str = "") -> str:
    """A directive with the HTML as it is."""
    lines = "\n".join(f"{indent}   {line}" for line in html.splitlines())
    return f"{indent}.. raw:: html\n\n{lines}\n\n"


def as_tabs(tabs: list[tuple[str, str]]) -> str:
    text = ".. tabs::\n\n"
    for label, html in tabs:
        text += f"   .. group-tab:: {label}\n\n" + as_it_is(html, "      ")
    return text


def write_floor(folder: Path, pages: list[Page]) -> None:
    """The text and the tree of pages with a few rules of style, and no script."""
    for page in pages:
        target = folder / f"{page.name}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        tree = page.html.find(class_="sidebar-tree")
        text = FLOOR.format(title=page.title, article=page.article, tree=tree)
        target.write_text(text)
