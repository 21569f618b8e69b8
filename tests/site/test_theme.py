"""Light, dark, or what the system says."""

import pytest
from playwright.sync_api import expect

BACKGROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT = "rgb(255, 255, 255)"


def test_switch_goes_round_and_is_remembered(page, site):
    page.goto(site)
    switch = page.get_by_role("button", name="Toggle Light / Dark / Auto").locator("visible=true")
    body = page.locator("body")
    expect(body).to_have_attribute("data-theme", "auto")
    assert page.evaluate(BACKGROUND) == LIGHT
    switch.click()
    expect(body).to_have_attribute("data-theme", "dark")
    dark = page.evaluate(BACKGROUND)
    assert dark != LIGHT
    page.reload()
    expect(body).to_have_attribute("data-theme", "dark")
    assert page.evaluate(BACKGROUND) == dark
    switch.click()
    expect(body).to_have_attribute("data-theme", "light")
    assert page.evaluate(BACKGROUND) == LIGHT


@pytest.mark.parametrize("scripts", [True, False])
def test_system_that_is_dark_gets_a_dark_page(browser, site, scripts):
    context = browser.new_context(color_scheme="dark", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(site)
    assert page.evaluate(BACKGROUND) != LIGHT
    context.close()
