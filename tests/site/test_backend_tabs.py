"""Tabs: one choice of backend, remembered; right for the keyboard; nothing lost without them."""

import pytest
from playwright.sync_api import expect

from tests.site.visit import until_painted

PAGE = "/howto/persistent_connections.html"


@pytest.fixture
def tab(page, site):
    """Finds a tab by its label, on a page that has tabs for two backends."""
    page.goto(site + PAGE)
    until_painted(page)
    return lambda label: page.get_by_role("tab", name=label)


@pytest.fixture
def panel(page):
    return lambda label: page.get_by_role("tabpanel", name=label)


def test_choice_is_remembered_on_other_pages_and_is_in_the_address(page, context, tab, panel):
    expect(panel("PostgreSQL")).to_be_visible()
    tab("SQLite").click()
    expect(panel("SQLite")).to_be_visible()
    expect(panel("PostgreSQL")).to_have_count(0)
    assert page.url.endswith(f"{PAGE}?backend=sqlite")

    later = context.new_page()
    later.goto(page.url.partition("?")[0])
    expect(later.get_by_role("tabpanel", name="SQLite")).to_be_visible()


def test_address_selects_the_backend(page, site, panel):
    page.goto(f"{site}{PAGE}?backend=SQLite")
    expect(panel("SQLite")).to_be_visible()
    page.goto(f"{site}{PAGE}?backend=nonsense")
    expect(panel("SQLite")).to_be_visible()  # the last choice that means something


def test_link_to_an_example_opens_its_panel(page, site, panel):
    page.goto(f"{site}{PAGE}#example-sqlite-persistent-settings-py")
    expect(panel("SQLite")).to_be_in_viewport()


def test_keyboard_moves_between_tabs(page, tab, panel):
    tab("PostgreSQL").focus()
    for key, label in [
        ("ArrowRight", "SQLite"),
        ("ArrowRight", "PostgreSQL"),  # round the end
        ("ArrowLeft", "SQLite"),
        ("Home", "PostgreSQL"),
        ("End", "SQLite"),
    ]:
        page.keyboard.press(key)
        expect(tab(label)).to_be_focused()
        expect(tab(label)).to_have_attribute("aria-selected", "true")
        expect(panel(label)).to_be_visible()
    # The other tab is not a stop of its own: Tab goes on into the panel, Shift+Tab comes back.
    page.keyboard.press("Tab")
    expect(panel("SQLite")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(tab("SQLite")).to_be_focused()


def test_selected_tab_stays_open_on_click(tab, panel):
    tab("PostgreSQL").click()
    expect(panel("PostgreSQL")).to_be_visible()


def test_tabs_work_where_storage_is_blocked(page, tab, panel):
    page.add_init_script("""
        Object.defineProperty(window, "localStorage", {
            get() { throw new DOMException("blocked", "SecurityError"); },
        });
    """)
    page.reload()
    tab("SQLite").click()
    expect(panel("SQLite")).to_be_visible()


@pytest.mark.parametrize("how", ["without JavaScript", "on paper"])
def test_every_panel_is_readable(browser, site, how):
    """Where there are no tabs to click, each panel is open under its label."""
    context = browser.new_context(java_script_enabled=how != "without JavaScript")
    page = context.new_page()
    page.goto(site + PAGE)
    if how == "on paper":
        page.emulate_media(media="print")
    group = page.locator(".sphinx-tabs").first
    for engine, label in [("postgresql", "PostgreSQL"), ("sqlite3", "SQLite")]:
        expect(group.get_by_text(f"django.db.backends.{engine}")).to_be_visible()
        expect(group.locator(".tab-label", has_text=label)).to_be_visible()
    expect(group.locator("[role=tablist]")).to_be_hidden()
    context.close()
