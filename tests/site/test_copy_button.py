"""The copy button: what lands on the clipboard is the file that was run."""

from collections import defaultdict
from itertools import pairwise

from evidence import store

WITH_SELECTION = {"pyobject", "start-at", "end-at"}


def shown_whole() -> dict[str, set[str]]:
    """The pages, and the examples that each shows whole."""
    found = defaultdict(set)
    docs = store.ROOT / "docs"
    for page in sorted(docs.rglob("*.rst")):
        lines = [*page.read_text().splitlines(), ""]
        for line, following in pairwise(lines):
            name, _, example = line.strip().partition(":: ")
            option = following.strip().strip(":").partition(":")[0]
            if name == ".. example" and option not in WITH_SELECTION:
                found[page.relative_to(docs).with_suffix(".html").as_posix()].add(example)
    return found


def test_clipboard_has_the_bytes_of_the_file(page, context, site):
    """Every file that a page shows whole is copied as it is, to the last newline."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    pages = shown_whole()
    assert len(pages) > 3
    for path, examples in pages.items():
        page.goto(f"{site}/{path}")
        for example in examples:
            anchor = f"example-{example}".translate(str.maketrans("/._", "---"))
            page.evaluate("(anchor) => { location.hash = anchor; }", anchor)  # opens its panel
            page.locator(f"#{anchor}").get_by_role("button", name="Copy").click()
            page.locator(f"#{anchor} .copy.done").wait_for()
            copied = page.evaluate("navigator.clipboard.readText()")
            assert copied.encode() == (store.EXAMPLES / example).read_bytes(), example
