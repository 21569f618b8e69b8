"""What programs read of the site: Markdown, llms.txt, the sitemap, the feed, the missing page."""

import re
import sys
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from evidence import store
from tests.site.visit import until_painted

sys.path.append(str(store.ROOT / "docs" / "_ext"))
import site_files

BASE = "https://pooling.example"
ATOM = "{http://www.w3.org/2005/Atom}"


def test_twin_has_the_bytes_of_the_code_on_the_page(site_directory):
    twin = (site_directory / "howto/postgresql_pool.md").read_text()
    settings = (store.EXAMPLES / "postgresql_pool/settings.py").read_text()
    assert twin.startswith("# Enable the PostgreSQL pool\n")
    assert f"```python\n{settings.strip()}\n```" in twin


def test_twin_of_tabs_names_each_backend(site_directory):
    twin = (site_directory / "howto/persistent_connections.md").read_text()
    assert twin.index("**PostgreSQL**") < twin.index("**SQLite**")


def test_every_page_has_its_twin_and_is_in_both_lists(site_directory):
    sources = store.ROOT / "docs"
    names = [path.relative_to(sources).with_suffix("") for path in sources.rglob("*.rst")]
    short = (site_directory / "llms.txt").read_text()
    full = (site_directory / "llms-full.txt").read_text()
    assert len(names) > 50
    for name in map(str, names):
        assert (site_directory / f"{name}.md").read_text() in full
        assert f"({name}.md)" in short or name == "index"


def test_links_between_twins_lead_to_twins(site_directory):
    lost = []
    for twin in site_directory.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+\.md)", twin.read_text()):
            if not (twin.parent / target).exists():
                lost.append((twin.name, target))
    assert lost == []


def test_sitemap_has_every_page_for_readers(site_directory):
    root = ElementTree.fromstring(site_files.sitemap(site_directory, BASE))
    addresses = {place.text for place in root.iter() if place.tag.endswith("loc")}
    assert f"{BASE}/howto/postgresql_pool.html" in addresses
    assert f"{BASE}/proof/postgresql_pool.html" in addresses
    assert f"{BASE}/404.html" not in addresses
    pages = len(list(site_directory.rglob("*.html")))
    assert len(addresses) == pages - len(site_files.NOT_FOR_SEARCH_ENGINES)


def test_feed_has_every_change_once():
    changelog = (store.ROOT / "CHANGELOG.md").read_text()
    entries = ElementTree.fromstring(site_files.feed(changelog, BASE, "Pools")).findall(
        f"{ATOM}entry"
    )
    ids = {entry.find(f"{ATOM}id").text for entry in entries}
    assert len(ids) == len(entries) == len(re.findall("^- ", changelog, re.MULTILINE))


def test_change_without_a_day_is_refused():
    with pytest.raises(site_files.ExtensionError, match="head changes by their day"):
        site_files.changes("## Unreleased\n\n- A change.\n")


def test_missing_page_works_at_any_depth(page, site):
    """It says what to do, and its links and its search do not depend on where it is shown."""
    answer = page.goto(f"{site}/no/such/page.html")
    assert answer.status == 404
    for link in page.get_by_role("main").get_by_role("link").all():
        assert page.request.get(f"{site}{link.get_attribute('href')}").ok
    until_painted(page)
    page.keyboard.press("/")
    page.keyboard.type("max_idle")
    result = page.locator(".search-result").first
    expect(result).to_contain_text("max_idle")
    assert page.request.get(result.evaluate("link => link.href")).ok


def test_copy_as_markdown_copies_the_twin(page, context, site, site_directory):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/howto/postgresql_pool.html")
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.locator(".page-tools button.copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (site_directory / "howto/postgresql_pool.md").read_text()
