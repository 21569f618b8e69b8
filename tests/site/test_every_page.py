"""What holds for every page of the site."""

import re
from pathlib import Path

import pytest

from tests.plugins.servers import required
from tests.site import axe
from tests.site.hosting import headers_of

WIDTHS = [320, 390, 768, 1280, 2560]
WIDTHS_OF_PROOFS = [320, 1280]
"""One template makes these pages: what fits the narrowest screen fits those between."""
PROOF = "proof/sqlite_pool.html"
HASHED = re.compile(r"-[0-9a-f]{10}\.\w+$")
SHARES = 6
"""The pages are dealt out, so that workers can share the work."""

WATCH_FOR_VIOLATIONS = """
    addEventListener("securitypolicyviolation", (event) => console.error(
        `against the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""

OVERFLOWING = """
    () => [document.documentElement, document.querySelector(".content")]
        .filter((box) => box.scrollWidth > box.clientWidth)
        .flatMap((box) => [...box.querySelectorAll("article *")])
        .filter((element) => element.getBoundingClientRect().right > innerWidth)
        .slice(0, 3)
        .map((element) => `wider than ${innerWidth}: ${element.outerHTML.slice(0, 100)}`)
"""
"""On a phone, furo lets the column of text scroll, which is as bad as if the page did."""

UNPAINTED = """{
    const hidden = new CSSStyleSheet();
    hidden.replaceSync("html { visibility: hidden !important }");
    document.adoptedStyleSheets = [hidden];
}"""
HEIGHT = 200
"""Layout is all that is measured; painting it, and painting more of it, costs as much again.

What looks at colors shows the page first: ``document.adoptedStyleSheets = []``.
"""

UNNAMED = """
    () => {
        const landmarks = document.querySelectorAll("aside, nav, [role=search]");
        const names = [...landmarks].map((each) => each.tagName + each.ariaLabel);
        return names.length === new Set(names).size ? [] : [`landmarks alike: ${names}`];
    }
"""


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_clean_and_fits_every_screen(site, site_directory, page, share):
    """No error, nothing against the policy, no other host, no sideways scrolling, named landmarks.

    axe-core objects to nothing in either theme; of the proofs, it is asked about one. And whatever
    a browser keeps for a year has a checksum in its address.
    """
    pages = pages_of(site_directory)[share::SHARES]
    troubles = []
    page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: troubles.extend(objections(site, request.url)))
    page.add_init_script(WATCH_FOR_VIOLATIONS)
    page.add_init_script(UNPAINTED)
    screen = page.context.new_cdp_session(page)  # quicker than set_viewport_size, which waits

    found = {}
    for path in pages:
        page.goto(f"{site}/{path}")
        troubles += page.evaluate(UNNAMED)
        if not path.startswith("proof/") or path == PROOF:
            troubles += axe.violations(page, menu=path in (pages[0], pages[-1]))
        for width in WIDTHS_OF_PROOFS if path.startswith("proof/") else WIDTHS:
            size = {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
            screen.send("Emulation.setDeviceMetricsOverride", size)
            troubles += page.evaluate(OVERFLOWING)
        found[path] = troubles[:]
        troubles.clear()
    assert len(pages) > 5
    assert found == {path: [] for path in pages}


def pages_of(directory: Path) -> list[str]:
    """Every page where Chromium is required, as in CI; else one of the pages with proofs.

    Those are many, and one template makes them all.
    """
    pages = sorted(directory.rglob("*.html"))
    if "chromium" not in required():
        proofs = [page for page in pages if page.parent.name == "proof"]
        longest = max(proofs, key=lambda page: page.stat().st_size)
        pages = [page for page in pages if page not in proofs or page == longest]
    return [page.relative_to(directory).as_posix() for page in pages]


def objections(site: str, url: str) -> list[str]:
    """What is wrong with asking for ``url``."""
    if not url.startswith((f"{site}/", "data:")):
        return [f"another host: {url}"]
    path, _, query = url.removeprefix(site).partition("?")
    if "immutable" in headers_of(path).get("Cache-Control", "") and not (
        HASHED.search(path) or "v=" in query
    ):
        return [f"kept for a year, but has no checksum: {url}"]
    return []
