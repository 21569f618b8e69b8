"""What holds for every page, whatever it is about."""

import re
from collections.abc import Iterator

import pytest

from evidence import faults, store

FAULTS = [path.stem for path in sorted(faults.FOLDER.glob("*.json")) if path.stem != "schema"]
PAGES = [*sorted((store.ROOT / "docs").rglob("*.rst")), *sorted(store.ROOT.glob("*.md"))]
PINNED = re.compile(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", re.MULTILINE)
ADDRESSES = {
    "PostgreSQL": r"postgresql\.org/docs/(\d+)/",
    "MySQL Router": r"dev\.mysql\.com/doc/mysql-router/([\d.]+)/",
}
"""Where the address of a product's documentation has a version."""


@pytest.fixture(scope="module")
def current() -> dict[str, set[str]]:
    """The versions that a sentence may name: pinned packages, and the newest of each server.

    A version that is recorded but no longer pinned is what a page forgot to correct.
    """
    recorded = {}
    for _, combination in combinations():
        ran = combination["packages"] | {"Python": combination["python"]}
        for each in filter(None, (combination["server"], combination["pooler"])):
            ran[each["product"]] = each["version"] or ""
        for name, version in ran.items():
            recorded.setdefault(name, set()).add(version)
    series = {name: newest_of_each_series(seen) for name, seen in recorded.items()}
    pins = pinned()
    return (
        series
        | {name: pins[name.lower()] for name in recorded if name.lower() in pins}
        | {"Python": recorded["Python"]}  # of which the series is recorded, and nothing newer in it
    )


def combinations() -> Iterator[tuple[str, dict]]:
    """Each example with each combination that it was recorded on."""
    for example in store.recorded_examples():
        for combination in store.load(example)["combinations"]:
            yield example, combination


def pinned() -> dict[str, set[str]]:
    """The versions of each package in the requirements, those of the matrix included."""
    pins = {}
    for file in (store.ROOT / "requirements").rglob("*.txt"):
        for name, version in PINNED.findall(file.read_text()):
            pins.setdefault(name.lower(), set()).add(version)
    return pins


def newest_of_each_series(versions: set[str]) -> set[str]:
    """Of 17.11, 18.5 and 18.6 the first and the last: a series is what precedes the last point."""
    in_order = sorted(versions, key=store.version_key)
    return set({version.rpartition(".")[0]: version for version in in_order}.values())


def versions_named(text: str, products) -> Iterator[tuple[str, str]]:
    """Where a text, or an address in it, names one of ``products`` with a version."""
    names = "|".join(map(re.escape, sorted(products, key=len, reverse=True)))
    yield from re.findall(rf"(?<![\w-])({names})\s(\d+(?:\.\d+)+)", text)
    for product, address in ADDRESSES.items():
        yield from ((product, version) for version in re.findall(address, text))


def is_series_of(version: str, versions: set[str]) -> bool:
    """Whether ``version`` is one of ``versions``, or the beginning of one: 6.1 of 6.1.3."""
    return any(f"{each}.".startswith(f"{version}.") for each in versions)


def test_every_version_that_a_page_names_is_current(current):
    """A version in a sentence ages: it has to be pinned, recorded, or the series of one that is."""
    assert [
        f"{page.relative_to(store.ROOT)}: {name} {version} is neither pinned nor recorded, "
        f"which is {', '.join(current[name])}."
        for page in PAGES
        for name, version in versions_named(page.read_text(), current)
        if not is_series_of(version, current[name])
    ] == []


def test_every_page_says_where_to_read_on():
    """With "See also"; a page that lists others does so already."""
    pages = [page for page in PAGES if page.suffix == ".rst"]
    silent = [page for page in pages if not re.search("(seealso|toctree)::", page.read_text())]
    assert silent == []


def test_version_in_a_sentence_is_found():
    text = "since Django 5.1, with psycopg-pool\n3.2.0; https://www.postgresql.org/docs/18/x.html"
    assert list(versions_named(text, ["psycopg", "psycopg-pool", "Django"])) == [
        ("Django", "5.1"),
        ("psycopg-pool", "3.2.0"),
        ("PostgreSQL", "18"),
    ]


def test_version_that_was_replaced_is_not_current():
    assert newest_of_each_series({"18.5", "18.6", "17.11"}) == {"18.6", "17.11"}
    assert is_series_of("6.1", {"6.1.3"})
    assert not is_series_of("6.1.2", {"6.1.3"})
    assert not is_series_of("6.1", {"6.10.3"})


ERROR_PAGES = [page for page in PAGES if page.parent.name == "errors"]
TITLE = re.compile(r"^\.\. _([\w-]+):\n\n(.+)\n=+$", re.MULTILINE)


def errors_in(value) -> set[str]:
    """The messages of the errors in a piece of evidence."""
    if isinstance(value, dict) and value.keys() == {"type", "message"}:
        return {value["message"]}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {message for part in parts for message in errors_in(part)}


def errors_recorded() -> dict[str, set[tuple[str, str]]]:
    """Each message that any test recorded, with the examples and tests that did."""
    found = {}
    for example, combination in combinations():
        for test, claim in combination["claims"].items():
            for message in errors_in(claim["facts"]):
                found.setdefault(message, set()).add((example, test))
    return found


def title_in(message: str, title: str) -> bool:
    """Whether an error says what a title says, with anything in place of each "…"."""
    pieces = [re.escape(piece) for piece in title.replace("\\_", "_").split("…")]
    return re.search(".*".join(pieces), message, re.DOTALL) is not None


def test_every_error_that_was_recorded_is_on_a_page_of_errors():
    """Under its own words as a title, or quoted in a section with others of one cause."""
    text = "\n".join(page.read_text() for page in ERROR_PAGES)
    titles = [title for _, title in TITLE.findall(text)]
    quoted = re.findall(r"^ *\.\. observed:: ([^@\s]+)\S*(?: (test_\w+))? ", text, re.MULTILINE)
    examples_quoted = {example for example, test in quoted if not test}
    missing = {
        message: sorted(places)
        for message, places in errors_recorded().items()
        if not any(title_in(message, title) for title in titles)
        and not places & set(quoted)
        and not {example for example, _ in places} & examples_quoted
    }
    assert missing == {}


def test_every_error_has_an_anchor_of_its_own():
    """A label before its title: the anchor stays when the title changes."""
    for page in ERROR_PAGES:
        underlines = re.findall(r"^=+$", page.read_text(), re.MULTILINE)
        labels = [label for label, _ in TITLE.findall(page.read_text())]
        assert len(labels) == len(underlines) - 2, page.name  # its own title has two
        assert all(label.startswith(("error-", "trap-")) for label in labels), page.name


CLAIM_PAGES = [page for page in PAGES if page.parent.name == "claims"]
CLAIM = re.compile(r"^\.\. _claim-[\w-]+:\n\n.+\n=+\n\n\*\*[^*]+\*\*", re.MULTILINE)


def test_every_claim_has_an_anchor_and_begins_with_its_verdict():
    """The list of all claims is made of them."""
    for page in CLAIM_PAGES:
        underlines = re.findall(r"^=+$", page.read_text(), re.MULTILINE)
        assert len(CLAIM.findall(page.read_text())) == len(underlines) - 2, page.name


def test_every_page_of_claims_is_in_the_list_of_all():
    listed = (store.ROOT / "docs" / "reference" / "claims.rst").read_text()
    assert set(re.findall(r"\.\. claims:: (\S+)", listed)) == {
        f"claims/{page.stem}" for page in CLAIM_PAGES
    }


def test_every_error_of_a_fault_is_on_a_page_of_errors():
    """What a view raised; what the client of the web server saw is no error of the database."""
    titles = [title for page in ERROR_PAGES for _, title in TITLE.findall(page.read_text())]
    raised = {
        error["message"]
        for fault in FAULTS
        for cell in faults.load(fault)["cells"]
        for error in cell.get("errors", ())
        if "." in error["type"]
    }
    assert raised
    assert {
        message for message in raised if not any(title_in(message, title) for title in titles)
    } == set()
