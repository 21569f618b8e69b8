"""Addresses that readers have kept lead somewhere: pages that moved have a redirect."""

import subprocess
import tomllib

import pytest

from evidence import store

DOCS = store.ROOT / "docs"


@pytest.fixture(scope="module")
def redirects() -> dict[str, str]:
    settings = tomllib.loads((store.ROOT / "netlify.toml").read_text())
    return {rule["from"]: rule["to"] for rule in settings.get("redirects", [])}


def git(*arguments: str) -> str:
    command = ["git", "-C", store.ROOT, *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def source(address: str) -> str:
    """The file that the page at ``address`` is made of."""
    return f"docs{address.partition('#')[0].removesuffix('.html')}.rst"


def test_every_redirect_leads_to_a_page(redirects):
    lost = {target for target in redirects.values() if not (store.ROOT / source(target)).exists()}
    assert lost == set()


def test_page_that_is_gone_has_a_redirect(redirects):
    """Of all that was ever committed; a clone without its history cannot know."""
    if git("rev-parse", "--is-shallow-repository").strip() == "true":
        pytest.skip("this clone has no history: git fetch --unshallow brings it")
    gone = git("log", "--diff-filter=DR", "--name-status", "--format=", "--", "docs/*.rst")
    were = {line.split("\t")[1] for line in gone.splitlines() if line}
    missing = {
        name
        for name in were
        if not (store.ROOT / name).exists() and name not in map(source, redirects)
    }
    assert missing == set(), "add a redirect to netlify.toml for each"
