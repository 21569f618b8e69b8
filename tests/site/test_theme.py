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


CONTRAST = """
    (line) => {
        const luminance = (color) => {
            const [r, g, b] = color.match(/[\\d.]+/g).map((part) => part / 255)
                .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const { color, backgroundColor } = getComputedStyle(line);
        const [darker, lighter] = [color, backgroundColor].map(luminance).sort((a, b) => a - b);
        return (lighter + 0.05) / (darker + 0.05);
    }
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_of_a_diff_can_be_told_apart_and_read(browser, site, scheme):
    """Inserted and removed lines have colors of their own, with the contrast that WCAG asks for."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{site}/howto/move_between_approaches.html")
    lines = [page.locator(f".highlight-diff {kind}").first for kind in (".gi", ".gd")]
    assert len({line.evaluate("line => getComputedStyle(line).color") for line in lines}) == 2
    assert min(line.evaluate(CONTRAST) for line in lines) > 4.5
    context.close()
