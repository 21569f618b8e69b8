"""Ask axe-core what of a page is not accessible."""

from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

RUN = """
    async (themes) => {
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
        const found = [];
        for (const [number, theme] of themes.entries()) {
            document.body.dataset.theme = theme;
            const runOnly = number ? ["color-contrast"] : tags; // all else is the same in both
            const { violations } = await axe.run({ runOnly, resultTypes: ["violations"] });
            for (const { id, nodes } of violations) {
                const places = nodes.slice(0, 3).map(({ html }) => html.slice(0, 120));
                found.push(`${theme}: ${id}, ${nodes.length} times: ${places.join(" ")}`);
            }
        }
        document.body.dataset.theme = "auto";
        return found;
    }
"""


@cache
def source() -> str:
    """axe-core, as the package brings it."""
    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    """What axe-core objects to on ``page``, in the light theme and in the dark one."""
    page.evaluate(source())
    return page.evaluate(RUN, ["light", "dark"])
