"""How much a page weighs, and how much of it is not the page's own text."""

import gzip
import re
from pathlib import Path

import pytest

from tests.site.visit import watched

LIMITS = {
    "index.html": 17_000,
    "howto/asgi.html": 20_000,  # with tabs
    "howto/persistent_connections.html": 20_000,
    "howto/postgresql_pool.html": 20_000,
    "howto/choose.html": 31_300,  # every approach with its files
    "howto/check_my_settings.html": 38_000,
    "tutorial/first_pool.html": 20_500,
    "explanation/persistent_or_pool.html": 19_000,
    "reference/errors/postgresql_pool.html": 21_000,
    "reference/faults/server_down.html": 46_000,  # 32 timelines
    "proof/postgresql_pool.html": 18_000,
}
"""One page of each kind, and the bytes that its first visit may take, everything included."""

REQUESTS = 5
STYLE = 8_200
SCRIPTS = 5_000
"""For every page of the site: what it carries and loads, compressed."""
SCRIPTS_OF_TOOLS = {"howto/check_my_settings.html": 11_000}  # it reads Python

AROUND = 6_200
"""All but the article and the style: the tree of pages, icons, and the list of contents."""


@pytest.mark.parametrize("path", LIMITS)
def test_first_visit_is_light_and_the_second_costs_only_its_own_text(page, site, path):
    """Nothing comes from another host, no cookie is set, and nothing moves after it was painted.

    Nor is there an image in an address (data:…): each would be a document of its own before paint.
    """
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.add_init_script("""
        window.moved = [];
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) moved.push(
                entry.value, ...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 200)));
        }).observe({ type: "layout-shift", buffered: true });
    """)
    with watched(page) as visit:
        page.goto(f"{site}/{path}", wait_until="networkidle")
    assert visit.requests <= REQUESTS, visit.bodies
    assert visit.bytes <= LIMITS[path], visit.bodies
    assert page.evaluate("moved") == []
    assert page.context.cookies() == []
    assert hosts == {site.split("/")[2]}

    with watched(page) as visit:
        page.goto(f"{site}/{path}?again", wait_until="networkidle")
    assert list(visit.bodies) == [f"{site}/{path}?again"]


def test_every_page_carries_little_but_its_text(site_directory):
    """No page links a style sheet; style, scripts and what surrounds the text stay small."""
    found = {}
    for path in site_directory.rglob("*.html"):
        name = path.relative_to(site_directory).as_posix()
        html = path.read_text()
        assert 'rel="stylesheet"' not in html, path
        style = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
        rest = re.sub(r"<style>.*?</style>|<article.*</article>", "", html, flags=re.DOTALL)
        folders = {True: site_directory, False: path.parent}  # 404.html has absolute addresses
        scripts = [
            size_of(folders[each.startswith("/")] / each.lstrip("/"))
            for each in SOURCE.findall(html)
        ]
        too_much = [
            f"{what}: {size}"
            for what, size, limit in (
                ("style", size(style.encode()), STYLE),
                ("scripts", sum(scripts), SCRIPTS_OF_TOOLS.get(name, SCRIPTS)),
                ("around", size(rest.encode()), AROUND),
            )
            if size > limit
        ]
        if too_much:
            found[name] = too_much
    assert found == {}


SOURCE = re.compile(r'<script [^>]*src="([^"?]+)')


def size(text: bytes) -> int:
    """In bytes, compressed."""
    return len(gzip.compress(text))


def size_of(path: Path) -> int:
    return size(path.read_bytes())
