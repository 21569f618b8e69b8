"""What holds for every page, whatever it is about."""

import json
import re

import pytest

from evidence import store

PAGES = sorted((store.ROOT / "docs").rglob("*.rst"))


@pytest.fixture(scope="module")
def tried() -> dict[str, set[str]]:
    """The versions of each product and package that any example ran on."""
    versions = {}
    for example in store.recorded_examples():
        for combination in json.loads(store.evidence_path(example).read_text())["combinations"]:
            packages = combination["packages"] | {"Python": combination["python"]}
            for each in filter(None, (combination["server"], combination["pooler"])):
                packages[each["product"]] = each["version"] or ""
            for name, version in packages.items():
                versions.setdefault(name, set()).add(version)
    return versions


def versions_named(text: str, products) -> list[tuple[str, str]]:
    """Where a text names one of ``products`` with a version: [("Django", "6.1")]."""
    names = "|".join(map(re.escape, sorted(products, key=len, reverse=True)))
    return re.findall(rf"\b({names})\s(\d+(?:\.\d+)+)", text)


def test_every_version_that_a_page_names_was_tried(tried):
    """A version in a sentence ages: it has to be in the evidence, or the series of one that is."""
    untried = {
        (page.name, product, version)
        for page in PAGES
        for product, version in versions_named(page.read_text(), tried)
        if not any(f"{each}.".startswith(f"{version}.") for each in tried[product])
    }
    assert untried == set()


def test_version_in_a_sentence_is_found():
    text = "since Django 5.1, with psycopg-pool\n3.2.0."
    assert versions_named(text, ["psycopg", "psycopg-pool", "Django"]) == [
        ("Django", "5.1"),
        ("psycopg-pool", "3.2.0"),
    ]
