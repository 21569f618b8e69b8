"""Ask axe-core what of a page is not accessible."""

from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

RUN = """
    async ([themes, apart]) => {
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
        const found = [];
        const { Color } = axe.commons.color;
        const { parseString } = Color.prototype;
        const parsed = new Map(); // axe-core reads the same few colors several times an element
        Color.prototype.parseString = function (text) {
            if (!parsed.has(text)) parsed.set(text, parseString.call(new Color(0, 0, 0), text));
            const { r, g, b, alpha } = parsed.get(text);
            return Object.assign(this, { r, g, b, alpha });
        };
        const sheets = [...document.adoptedStyleSheets];
        document.adoptedStyleSheets = []; // what is hidden has no colors
        for (const [number, theme] of themes.entries()) {
            document.body.dataset.theme = theme;
            const runOnly = number ? ["color-contrast"] : tags; // all else is the same in both
            const { violations } = await axe.run(
                { exclude: apart }, { runOnly, preload: false, resultTypes: ["violations"] });
            for (const { id, nodes } of violations) {
                const places = nodes.slice(0, 3).map(({ html }) => html.slice(0, 120));
                found.push(`${theme}: ${id}, ${nodes.length} times: ${places.join(" ")}`);
            }
        }
        document.body.dataset.theme = "auto";
        document.adoptedStyleSheets = sheets;
        return found;
    }
"""


APART = [".sidebar-toggle"]
"""Furo's style wants its two checkboxes before the landmarks of a page, on its top level."""
MENU = ".sidebar-drawer"
"""The same on every page."""


@cache
def source() -> str:
    """axe-core, as the package brings it."""
    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()


def violations(page: Page, *, menu: bool) -> list[str]:
    """What axe-core objects to on ``page`` in the light theme and the dark one.

    Most of a page's elements are in its menu, which is looked at if ``menu`` says so.
    """
    page.evaluate(source())
    return page.evaluate(RUN, [["light", "dark"], [*APART, *([] if menu else [MENU])]])
