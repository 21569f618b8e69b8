"""The site, built once a run and served as it will be, and a browser to look at it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import filelock
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.cache import CACHE
from tests.plugins.servers import leave_out
from tests.servers import Missing
from tests.site.hosting import ROOT, served

BUILD = ROOT / "_build" / "html"
"""Where `make strict` and `make html` build, too: what they have built is not built again."""

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # No second renderer in waiting; the others are of Playwright's own list, which this replaces.
    "--disable-features=SpareRendererForSitePerProcess,HttpsUpgrades,MediaRouter,PaintHolding",
]
"""Chromium as it comes calls home, and keeps more in readiness than these tests need."""

TIMEOUT = 60_000  # milliseconds: several browsers may share one slow core
expect.set_options(timeout=TIMEOUT)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """Visit every page first: what takes longest must not be what the other workers wait for.

    Each worker is given two tests to begin with: one of these, and another.
    """
    yield
    first = [item for item in items if item.path.name == "test_every_page.py"]
    others = [item for item in items if item not in first]
    items[:] = [item for pair in zip_longest(first, others) for item in pair if item]


@pytest.fixture(scope="session")
def site_directory(testrun_uid) -> Path:
    """The built site. One worker builds it, the others wait."""
    CACHE.mkdir(exist_ok=True)
    built_for = CACHE / "site-built-for"
    with filelock.FileLock(CACHE / "site.lock"):
        if not built_for.exists() or built_for.read_text() != testrun_uid:
            build(BUILD)
            built_for.write_text(testrun_uid)
    return BUILD


def build(directory: Path) -> None:
    """Build the site, reading anew only the pages that changed, or all if an extension did."""
    code = [ROOT / "conf.py", *(ROOT / "docs/_ext").glob("*.py"), *(ROOT / "evidence").glob("*.py")]
    marker = directory / "search-index.json"
    changed = [] if newer(marker, code) else ["-E", "-a"]
    if changed:
        shutil.rmtree(directory, ignore_errors=True)  # a page that is gone would stay
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-c", ".", "-q", "-j", "auto"]
    command += [*changed, "docs", directory]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if result.returncode:
        pytest.fail(f"The site does not build:\n{result.stderr}", pytrace=False)


def newer(file: Path, others: list[Path]) -> bool:
    """Whether ``file`` is there and newer than all ``others``."""
    return file.exists() and file.stat().st_mtime > max(other.stat().st_mtime for other in others)


@pytest.fixture(scope="session")
def site(site_directory) -> Iterator[str]:
    """The address of the site."""
    with served(site_directory) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for each worker."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        remedy = (
            "install your system's package chromium, or put the path of a Chromium or Chrome into "
            "the variable CHROMIUM"
        )
        leave_out("chromium", Missing("no Chromium", remedy))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def context(browser) -> Iterator[BrowserContext]:
    """A reader who has never been here."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(TIMEOUT)
    yield context
    context.close()


@pytest.fixture
def page(context) -> Page:
    return context.new_page()
