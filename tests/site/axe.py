"""Ask axe-core what of a page is not accessible."""

from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

ONE_OF_EACH_COLOR = """
    // One element for each look of text on the page: what has the same colors, size and grounds as
    // another has its contrast, too. A page of code has a thousand words in a dozen colors.
    (apart) => {
        const grounds = new Map([[null, ""]]);
        const ground = (element) => {
            if (!grounds.has(element)) {
                const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
                const own = `${backgroundColor} ${backgroundImage} ${opacity}`;
                const behind = ground(element.parentElement);
                grounds.set(element, behind.endsWith(own) ? behind : `${behind} / ${own}`);
            }
            return grounds.get(element);
        };
        const fields = "button, input, select, textarea";
        const looks = new Map();
        for (const element of document.body.querySelectorAll("*")) {
            const isField = element.matches(fields);
            const hasText = [...element.childNodes].some(
                ({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim());
            if (!hasText && !isField || element.closest(apart.join())) continue;
            const seen = { visibilityProperty: true, opacityProperty: true };
            if (!element.checkVisibility(seen)) continue;
            const { color, fill, fontSize, fontWeight, textShadow } = getComputedStyle(element);
            const text = [color, fill, fontSize, fontWeight, textShadow, ground(element)];
            const look = [isField && element.outerHTML, ...text].join();
            if (!looks.has(look)) looks.set(look, element);
        }
        return [...looks.values()];
    }
"""

RUN = """
    async ([themes, apart]) => {
        const oneOfEachColor = ONE_OF_EACH_COLOR;
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
        const found = [];
        const ask = async (theme, context, options) => {
            document.body.dataset.theme = theme;
            const { violations } = await axe.run(
                context, { preload: false, resultTypes: ["violations"], ...options });
            for (const { id, nodes } of violations) {
                const places = nodes.slice(0, 3).map(({ html }) => html.slice(0, 120));
                found.push(`${theme}: ${id}, ${nodes.length} times: ${places.join(" ")}`);
            }
        };
        const sheets = [...document.adoptedStyleSheets];
        document.adoptedStyleSheets = []; // what is hidden has no colors
        await ask(themes[0], { exclude: apart }, {
            runOnly: tags, rules: { "color-contrast": { enabled: false } } });
        for (const theme of themes) {
            document.body.dataset.theme = theme;
            await ask(theme, { include: oneOfEachColor(apart) }, { runOnly: ["color-contrast"] });
        }
        document.body.dataset.theme = "auto";
        document.adoptedStyleSheets = sheets;
        return found;
    }
""".replace("ONE_OF_EACH_COLOR", ONE_OF_EACH_COLOR)


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
