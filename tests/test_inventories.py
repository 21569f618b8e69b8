"""The lists of names in other documentations, and what compares them with what is published."""

import re
import sys
from importlib.metadata import version

import pytest

from evidence import store

sys.path.insert(0, str(store.ROOT / "docs" / "_ext"))
sys.path.insert(0, str(store.ROOT / "docs" / "inventories"))

import compare

import inventories

LISTED = inventories.listed()
NAMES = {"std:setting HOST": "ref/#host", "std:label a-pool": "ref/#pool"}


@pytest.mark.parametrize("project", [key for key in LISTED if "version" in LISTED[key]])
def test_version_is_the_installed_one(project):
    """And the address has it: /en/6.1/ for 6.1, /en/21/ for 2.1."""
    series = LISTED[project]["version"]
    assert version(project).startswith(f"{series}.")
    assert LISTED[project]["address"].endswith(
        (f"/en/{series}/", f"/en/{series.replace('.', '')}/")
    )


def test_every_listed_name_is_linked_to():
    pages = "".join(page.read_text() for page in (store.ROOT / "docs").rglob("*.rst"))
    unused = {
        name
        for project in LISTED.values()
        for name in project["names"]
        if not re.search(rf"[<`:~]{re.escape(name.partition(' ')[2])}[>`]", pages)
    }
    assert unused == set()


def test_inventory_is_one_that_sphinx_reads():
    assert compare.addresses(inventories.inventory("Django", NAMES)) == NAMES


def test_moved_name_is_corrected_and_lost_name_is_told():
    text = '"std:setting HOST" = "ref/#host"\n"std:label a-pool" = "ref/#pool"\n'
    renewed, gone = compare.renewed(text, NAMES, {"std:setting HOST": "settings/#host"})
    assert renewed == text.replace("ref/#host", "settings/#host")
    assert gone == ["std:label a-pool"]
