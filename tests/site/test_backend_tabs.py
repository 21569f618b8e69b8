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


def test_tab_for_two_backends_is_for_the_readers_of_either(page, site, context):
    page.goto(f"{site}/howto/size_a_pool.html?backend=mariadb")
    both = page.get_by_role("tab", name="MySQL and MariaDB").first
    expect(both).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="PostgreSQL").first.click()
    both.click()
    assert page.url.endswith("?backend=mysql")

    page.goto(f"{site}/explanation/life_of_a_connection.html?backend=mariadb")
    expect(page.get_by_role("tabpanel", name="MariaDB").first).to_be_visible()
    page.goto(f"{site}/howto/size_a_pool.html")
    expect(both).to_have_attribute("aria-selected", "true")
    both.click()
    assert page.url.endswith("?backend=mariadb")  # the choice holds: the tab is for it, too


def test_chosen_panel_is_open_before_the_script_is_there(page, site, context):
    """The page is painted with the panel that the reader wants, and nothing moves later."""
    page.add_init_script("""
        window.moved = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => moved += value))
            .observe({ type: "layout-shift", buffered: true });
    """)
    held = []
    context.route("**/backend-tabs-*.js", lambda route: held.append(route))
    page.goto(f"{site}{PAGE}?backend=sqlite", wait_until="commit")
    panels = page.locator(".sphinx-tabs").first.locator(".sphinx-tabs-panel")
    tabs = page.locator(".sphinx-tabs").first.locator("[role=tab]")
    until_painted(page)
    expect(panels).to_have_count(2)
    assert [panel.is_visible() for panel in panels.all()] == [False, True]
    weight = "(tab) => getComputedStyle(tab).fontWeight"
    assert [tab.evaluate(weight) for tab in tabs.all()] == ["400", "600"]
    expect(page.locator("[data-ready]")).to_have_count(0)

    held.pop().continue_()
    expect(page.locator(".sphinx-tabs[data-ready]").first).to_be_visible()
    until_painted(page)
    assert [panel.is_visible() for panel in panels.all()] == [False, True]
    assert page.evaluate("moved") == 0


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
