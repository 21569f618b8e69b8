"""The scores that Lighthouse gives, where it is installed."""

import json
import os
import shutil
import statistics
import subprocess

from benchmarks.command import Failed
from evidence import store
from tests.cache import CACHE

PROGRAM = "lighthouse"
VISITS = 3
ATTEMPTS = 5
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

    Raises Failed if Lighthouse fails each of ``ATTEMPTS`` times.
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
    for _ in range(ATTEMPTS):  # now and then it loses the browser, or the start of the page
        done = subprocess.run(
            command, cwd=store.ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            categories = json.loads(done.stdout)["categories"]
            return {name: round(100 * categories[name]["score"]) for name in CATEGORIES}
    last = done.stderr.strip().splitlines()[-1:]
    raise Failed(f"Lighthouse failed {ATTEMPTS} times at {address}: {''.join(last)}")
