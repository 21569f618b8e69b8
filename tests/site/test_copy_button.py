"""The copy button: what lands on the clipboard is the file that was run."""

from collections import defaultdict
from itertools import pairwise

from playwright.sync_api import expect

from evidence import store

NOT_WHOLE = {"pyobject", "start-at", "end-at", "changed-from"}


def shown_whole() -> dict[str, set[str]]:
    """The pages, and the examples that each shows whole."""
    found = defaultdict(set)
    docs = store.ROOT / "docs"
    for page in sorted(docs.rglob("*.rst")):
        lines = [*page.read_text().splitlines(), ""]
        for line, following in pairwise(lines):
            name, _, example = line.strip().partition(":: ")
            option = following.strip().strip(":").partition(":")[0]
            if name == ".. example" and option not in NOT_WHOLE:
                found[page.relative_to(docs).with_suffix(".html").as_posix()].add(example)
    return found


PRESS = """
    async (anchor) => {
        const button = document.querySelector(`#${anchor} button.copy`);
        button.click();
        while (!button.classList.contains("done")) await new Promise(requestAnimationFrame);
        return navigator.clipboard.readText();
    }
"""


def test_clipboard_has_the_bytes_of_the_file(page, context, site):
    """Every file that a page shows whole is copied as it is, to the last newline."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    pages = shown_whole()
    assert len(pages) > 3
    for path, examples in pages.items():
        page.goto(f"{site}/{path}")
        for example in examples:
            anchor = f"example-{example}".translate(str.maketrans("/._", "---"))
            copied = page.evaluate(PRESS, anchor)
            assert copied.encode() == (store.EXAMPLES / example).read_bytes(), example


def test_button_says_that_it_has_copied(page, context, site):
    """It is found by the name of its file, and answers in words that are spoken, too."""
    context.grant_permissions(["clipboard-write"])
    page.goto(f"{site}/howto/postgresql_pool.html")
    box = page.locator("#example-postgresql-pool-settings-py")
    box.get_by_role("button", name="Copy settings.py").click()
    expect(box.locator("button.copy")).to_have_text("Copied")
    expect(box.get_by_role("status")).to_have_text("Copied")
