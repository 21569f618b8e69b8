"""What other programs ask a site for: robots.txt, and where the site's address is known, a sitemap
and a feed of changes, whose links have to be whole.
"""

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from sphinx.errors import ExtensionError

import description

NOT_FOR_SEARCH_ENGINES = {"404", "search"}
LINE = 100  # characters


def setup(app):
    app.connect("build-finished", write)
    app.connect("html-page-context", root_of_the_missing_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def root_of_the_missing_page(app, pagename, templatename, context, doctree):
    """The page for a missing address is shown at any depth."""
    if pagename == "404":
        context["content_root"] = "/"


def write(app, exception):
    if exception is not None or app.builder.name != "html":
        return
    root = Path(app.outdir)
    base = app.config.html_baseurl.rstrip("/")
    robots = "User-agent: *\nAllow: /\n"
    if base:
        robots += f"\nSitemap: {base}/sitemap.xml\n"
        (root / "sitemap.xml").write_bytes(sitemap(root, base))
        changes = (Path(app.confdir) / "CHANGELOG.md").read_text()
        (root / "feed.xml").write_bytes(feed(changes, base, app.config.project))
    (root / "robots.txt").write_text(robots)


def sitemap(root: Path, base: str) -> bytes:
    """Every page under ``root``, at its address under ``base``."""
    top = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for page in sorted(root.rglob("*.html")):
        name = page.relative_to(root).as_posix()
        if name.removesuffix(".html") not in NOT_FOR_SEARCH_ENGINES:
            address = f"{base}/{'' if name == 'index.html' else name}"
            add(add(top, "url"), "loc", address)
    return ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)


def feed(changelog: str, base: str, title: str) -> bytes:
    """An Atom feed with an entry for each change in ``changelog``, newest first."""
    top = ElementTree.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    found = changes(changelog)
    add(top, "title", f"{title}: changes")
    add(top, "id", f"{base}/")
    add(top, "updated", f"{max(day for day, _ in found)}T00:00:00Z")
    add(add(top, "author"), "name", title)
    ElementTree.SubElement(top, "link", href=f"{base}/feed.xml", rel="self")
    ElementTree.SubElement(top, "link", href=f"{base}/")
    for number, (day, text) in enumerate(found):
        entry = add(top, "entry")
        of_day = [change for other, change in found[number:] if other == day]
        add(entry, "id", f"{base}/changes/{day}/{len(of_day)}")
        add(entry, "title", headline(text))
        add(entry, "updated", f"{day}T00:00:00Z")
        ElementTree.SubElement(entry, "link", href=f"{base}/")
        add(entry, "content", text)
    return ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)


def headline(change: str) -> str:
    """What a change is about: its text up to the first colon, or as much as a line holds."""
    return description.shortened(change.partition(":")[0].replace("`", ""), LINE)


def changes(changelog: str) -> list[tuple[date, str]]:
    """The points under each day's heading. Raises ExtensionError for a heading that is no day."""
    found = []
    for section in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        heading, _, points = section.partition("\n")
        try:
            day = date.fromisoformat(heading.strip())
        except ValueError:
            raise ExtensionError(
                f'CHANGELOG.md has the heading "{heading}": head changes by their day, '
                "as in 2026-11-21."
            ) from None
        for point in re.split(r"^- ", points, flags=re.MULTILINE)[1:]:
            found.append((day, " ".join(point.split())))
    return found


def add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name)
    child.text = text
    return child
