"""The tables of faults: whether a reader can take them in."""

import pytest

TABLES = "table.fault-matrix"
HIDDEN = """(tables) => tables.map(
    (table) => table.scrollWidth - table.closest('.table-wrapper').clientWidth
)"""


@pytest.fixture
def page_of_faults(page, site):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/reference/faults.html")
    return page


def test_all_approaches_fit_side_by_side_on_a_desktop(page_of_faults):
    assert page_of_faults.locator(TABLES).evaluate_all(HIDDEN) == [0, 0, 0]
    assert page_of_faults.evaluate("document.documentElement.scrollWidth") == 1280


def test_cell_leads_to_its_timeline_and_says_what_it_means(page_of_faults):
    cell = page_of_faults.locator(f"{TABLES} a[href$='fork_preload.html#pool']")
    assert cell.inner_text() == "wrong"
    assert cell.get_attribute("title") == "Native pool, no checks: wrong answers"
    cell.click()
    assert page_of_faults.locator("section#pool svg.timeline").count() == 1
