"""The scores that Lighthouse gives, where it is installed."""

import json
import os
import shutil
import statistics
import subprocess

from evidence import store
from tests.cache import CACHE

PROGRAM = "lighthouse"
VISITS = 3
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
REMEDY = "npm install --prefix .cache/lighthouse lighthouse"


class NotInstalled(Exception):
    """There is no Lighthouse; the message says how to get one."""


def program() -> str:
    """The path of Lighthouse. Raises NotInstalled."""
    local = CACHE / PROGRAM / "node_modules" / ".bin" / PROGRAM
    found = shutil.which(PROGRAM) or (local.exists() and str(local))
    if not found:
        raise NotInstalled(f"not run: there is no Lighthouse; install it with `{REMEDY}`")
    return found


def version(lighthouse: str) -> str:
    return subprocess.check_output([lighthouse, "--version"], text=True).strip()


def scores(lighthouse: str, address: str, chromium: str, *, desktop: bool) -> dict[str, int]:
    """The median score of each category, of 100, of three visits: they differ by a few points.

    Raises CalledProcessError if Lighthouse fails twice.
    """
    seen = [scores_once(lighthouse, address, chromium, desktop=desktop) for _ in range(VISITS)]
    return {name: statistics.median(each[name] for each in seen) for name in CATEGORIES}


def scores_once(lighthouse: str, address: str, chromium: str, *, desktop: bool) -> dict[str, int]:
    """The score of each category in one visit. Raises as ``scores`` does."""
    command = [
        lighthouse,
        address,
        "--output=json",
        "--quiet",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        f"--only-categories={','.join(CATEGORIES)}",
        *(["--preset=desktop"] if desktop else []),
    ]
    environment = os.environ | {"CHROME_PATH": chromium}
    for last in (False, True):  # now and then it does not find the browser that it has started
        try:
            output = subprocess.check_output(command, cwd=store.ROOT, env=environment)
        except subprocess.CalledProcessError:
            if last:
                raise
        else:
            break
    categories = json.loads(output)["categories"]
    return {name: round(100 * categories[name]["score"]) for name in CATEGORIES}
