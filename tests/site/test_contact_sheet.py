"""A page of each kind, in both themes, on three screens and on paper: _build/contact-sheet."""

import html

import pytest

from tests.site.hosting import ROOT

SHEET = ROOT / "_build" / "contact-sheet"
KINDS = {
    "first page": "index.html",
    "tutorial": "tutorial/first_pool.html",
    "how-to with tabs": "howto/persistent_connections.html",
    "explanation": "explanation/transaction_pooling.html",
    "errors": "reference/errors/postgresql_pool.html",
    "faults": "reference/faults.html",
    "index": "genindex.html",
    "search": "search.html?q=couldn't get a connection",
    "proof": "proof/postgresql_pool.html",
    "missing": "404.html",
}
WIDTHS = [320, 1280, 2560]
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_on_the_sheet(browser, site, scheme):
    """Each fits its screen; to be looked at, the pictures stay after the run."""
    SHEET.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    wide = []
    for kind, path in KINDS.items():
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(f"{site}/{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide += [f"{kind} at {width}"] if page.evaluate(OVERFLOWS) else []
            picture(page, kind, scheme, width)
        if scheme == "light":
            page.emulate_media(media="print")
            picture(page, kind, scheme, "paper")
            page.emulate_media(media="screen")
    context.close()
    write_sheet()
    assert wide == []


def picture(page, kind: str, scheme: str, size) -> None:
    name = f"{kind}-{scheme}-{size}.jpg".replace(" ", "-")
    page.screenshot(path=SHEET / name, type="jpeg", quality=60, animations="disabled")


def write_sheet() -> None:
    """A page with the pictures that are there: the other theme's may come from another worker."""
    figures = "".join(
        f'<figure><img src="{file.name}" height="200" loading="lazy" alt="">'
        f"<figcaption>{html.escape(file.stem)}</figcaption></figure>"
        for file in sorted(SHEET.glob("*.jpg"))
    )
    style = "body{display:flex;flex-wrap:wrap;gap:1rem;font:14px sans-serif}figure{margin:0}"
    (SHEET / "index.html").write_text(
        f"<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>{style}</style>"
        + figures
    )
