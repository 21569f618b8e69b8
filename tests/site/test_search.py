"""Search: errors are found by what a reader pastes, options and settings by their names."""

import json
import tomllib
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from evidence import store

OPTIONS = sorted((store.ROOT / "docs" / "reference" / "options").glob("*.toml"))
AROUND = "2026-11-21 02:14:07,413 ERROR [pid 4711] /orders/ {} (worker 12)"
"""A line of a log, with words and numbers of its own."""


@pytest.fixture
def search_page(page, site):
    """The search page, with nothing asked."""
    page.goto(f"{site}/search.html")
    return page


def pasted(error: dict) -> set[str]:
    """What a reader of a log may paste to find ``error``: whole, or without what varies."""
    title = error["title"].replace("…", "73")
    texts = {text.replace("$DB_", "db").replace("…", "x") for text in error["texts"]}
    pieces = {piece for piece in error["title"].split("…") if len(piece.split()) > 2}
    return {title, AROUND.format(title), *texts, *pieces}


def test_every_error_is_found_by_what_a_reader_pastes(search_page):
    """Its title or a quoted text, in a line of a log, in pieces, and with other numbers."""
    errors = json.loads(search_page.locator("#errors").text_content())
    asked = [(text, error["address"]) for error in errors for text in pasted(error)]
    answers = search_page.evaluate(
        "(texts) => texts.map((text) => errorsSaying(text).map(({ address }) => address))",
        [text for text, _ in asked],
    )
    lost = [
        question
        for question, addresses in zip(asked, answers, strict=True)
        if question[1] not in addresses
    ]
    assert len(errors) > 50
    assert lost == []


@pytest.mark.parametrize(
    ("fragment", "anchor"),
    [
        ("_django_curs_", "postgresql_poolers.html#error-django-curs"),
        ('"_django_curs_139872_sync_4"', "postgresql_poolers.html#error-django-curs"),
        ("(2006,", "mysql.html#error-mysql-gone"),
        ("2006 MySQL server has gone away", "mysql.html#error-mysql-gone"),
        ("couldn't get a connection after", "postgresql_pool.html#error-pool-timeout"),
        ("DPY-4005", "oracle.html#error-oracle-pool-timeout"),
        ("_pg3_17 does not exist", "postgresql_poolers.html#error-pg3-missing"),
    ],
)
def test_fragment_comes_first(search_page, fragment, anchor):
    first = search_page.evaluate("(text) => errorsSaying(text)[0]?.address", fragment)
    assert first == f"reference/errors/{anchor}"


def test_ordinary_words_are_no_errors(search_page):
    for text in [
        "pool",
        "how do I use a pool with Celery",
        "connection",
        "PgBouncer",
        "gunicorn threads",
    ]:
        assert search_page.evaluate("(text) => errorsSaying(text)", text) == [], text


def test_reader_gets_from_the_search_box_to_the_error(page, site):
    """Pasted into the box of any page, an error leads to its section in two steps."""
    page.goto(f"{site}/howto/postgresql_pool.html")
    box = page.get_by_role("search").get_by_role("textbox")
    box.fill("django.db.utils.OperationalError: couldn't get a connection after 30.00 sec")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Errors that say this")).to_be_visible()
    page.locator("#errors-found a").first.click()
    assert page.url.endswith("reference/errors/postgresql_pool.html#error-pool-timeout")
    expect(page.get_by_role("heading", name="couldn't get a connection after")).to_be_in_viewport()


def test_error_that_was_found_is_not_said_to_be_missing(page, site):
    """What a reader pastes has words of its own, for which Sphinx's search finds nothing."""
    asked = "uwxyz4711 couldn't get a connection after 30.00 sec qwvbn"
    page.goto(f"{site}/search.html?{urlencode({'q': asked})}")
    expect(page.get_by_role("heading", name="Errors that say this")).to_be_visible()
    page.wait_for_function("Search.title?.innerText === 'Search Results'")
    expect(page.get_by_text("did not match any documents")).not_to_be_visible()


def test_every_option_is_found_by_its_name(search_page):
    """Sphinx's own search has a title for each, with its anchor.

    Its function is asked, for the page would take a minute to show as many answers.
    """
    names = {name for file in OPTIONS for name in tomllib.loads(file.read_text())}
    search_page.wait_for_function("Search.hasIndex()")
    answers = search_page.evaluate(
        "(names) => names.map((name) => Search._performSearch(...Search._parseQuery(name)))",
        sorted(names),
    )
    lost = [
        name
        for name, found in zip(sorted(names), answers, strict=True)
        if not any(anchor and title.endswith(f" > {name}") for _, title, anchor, *_ in found)
    ]
    assert len(names) > 30
    assert lost == []
