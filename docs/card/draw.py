"""Draw the picture that a link to the site is shown with: `make card`."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CARD = HERE.parent / "_static" / "card.png"
SIZE = {"width": 1200, "height": 630}


def main() -> None:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        sys.exit("No Chromium: install the package chromium, or put a path into CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        page = browser.new_page(viewport=SIZE)
        page.goto((HERE / "card.html").as_uri())
        page.screenshot(path=CARD)
        browser.close()


if __name__ == "__main__":
    main()
