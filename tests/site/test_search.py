"""Search: errors are found by what a reader pastes, options and settings by their names."""

import json
import re
import tomllib
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from benchmarks.search.queries import QUERIES, leads_to
from evidence import store
from tests.site.visit import until_painted

OPTIONS = sorted((store.ROOT / "docs" / "reference" / "options").glob("*.toml"))
AROUND = "2026-11-21 02:14:07,413 ERROR [pid 4711] /orders/ {} (worker 12)"
"""A line of a log, with words and numbers of its own."""

PAGE = "/howto/postgresql_pool.html"
ERROR = "django.db.utils.OperationalError: couldn't get a connection after 30.00 sec"
ITS_PLACE = "reference/errors/postgresql_pool.html#error-pool-timeout"

LOAD = """
    async () => {
        const { engine, index } = document.querySelector(".sidebar-search-container").dataset;
        const [{ Index }, data] = await Promise.all([
            import(new URL(engine, location)), fetch(index).then((answer) => answer.json())]);
        window.index = new Index(data);
    }
"""
ANSWERS = "(texts) => texts.map((text) => index.search(text).map(({ address }) => address))"


@pytest.fixture
def search(page, site):
    """The addresses that the search's engine finds for each text, in order."""
    page.goto(f"{site}/search.html")
    page.evaluate(LOAD)
    return lambda texts: page.evaluate(ANSWERS, texts)


@pytest.fixture(scope="session")
def index(site_directory) -> dict:
    return json.loads((site_directory / "search-index.json").read_text())


def errors_of(index: dict) -> list[tuple[str, list[str], str]]:
    """Title, quoted texts and address of each error."""
    found = []
    for number, texts in index["errors"].items():
        page, anchor, title, *_ = index["sections"][int(number)]
        found.append((title, texts, f"{index['pages'][page][0]}#{anchor}"))
    return found


def pasted(title: str, texts: list[str]) -> set[str]:
    """What a reader of a log may paste to find an error: whole, or without what varies."""
    whole = title.replace("…", "73")
    texts = {text.replace("$DB_", "db").replace("…", "x") for text in texts}
    pieces = {piece for piece in title.split("…") if len(piece.split()) > 2}
    return {whole, AROUND.format(whole), *texts, *pieces}


def test_every_error_is_found_by_what_a_reader_pastes(search, index):
    """Its title or a quoted text, in a line of a log, in pieces, and with other numbers."""
    errors = errors_of(index)
    asked = [(text, place) for title, texts, place in errors for text in pasted(title, texts)]
    answers = search([text for text, _ in asked])
    lost = [
        question
        for question, addresses in zip(asked, answers, strict=True)
        if question[1] not in addresses
    ]
    assert len(errors) > 50
    assert lost == []


def test_questions_of_readers_are_answered(search):
    """Nine in ten of what the benchmark asks, by the first answer."""
    answers = search(list(QUERIES))
    right = {
        query: bool(found) and leads_to(found[0], QUERIES[query].places)
        for query, found in zip(QUERIES, answers, strict=True)
    }
    missed = [query for query, hit in right.items() if not hit]
    assert len(QUERIES) >= 60
    assert len(missed) <= len(QUERIES) // 10, missed


@pytest.mark.parametrize("text", ["(2006,", "CONN_MAX", "conection pool", "_django_curs_"])
def test_fragment_and_misspelled_word_find_something(search, text):
    assert search([text])[0]


def test_every_option_comes_first_by_its_name(search):
    names = sorted({name for file in OPTIONS for name in tomllib.loads(file.read_text())})
    lost = [
        name
        for name, found in zip(names, search(names), strict=True)
        if not any(address.endswith("#" + name.lower().replace("_", "-")) for address in found[:3])
    ]
    assert len(names) > 30
    assert lost == []


@pytest.mark.parametrize("typed", ["conn_m", "CONN_MAX_", "CONN_MAX_A"])
def test_option_is_there_before_its_name_is_typed_to_the_end(search, typed):
    [first, *_] = search([typed])[0]
    assert first == "reference/settings.html#conn-max-age"


@pytest.mark.parametrize("text", ["min_size 0", '"CONN_MAX_AGE": 0', "at 10.0.0.3, port 5432"])
def test_number_alone_quotes_no_error(search, text):
    assert search([text])[0][0] != "reference/errors/mysql.html#error-0"


def test_every_place_of_the_benchmark_exists(site_directory):
    """A renamed section would make the search look worse than it is."""
    places = {place for query in QUERIES.values() for place in query.places}
    lost = []
    for place in places:
        page, _, anchor = place.partition("#")
        file = site_directory / page
        if not file.exists() or (anchor and f'id="{anchor}"' not in file.read_text()):
            lost.append(place)
    assert lost == []


def test_slash_opens_the_search_and_enter_the_first_answer(page, site):
    """Without the mouse: open, type, see what is found, go there."""
    page.goto(site + PAGE)
    until_painted(page)
    page.keyboard.press("/")
    box = page.get_by_role("dialog", name="Search").get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.insert_text(ERROR)
    first = page.locator(".search-result").first
    expect(first).to_contain_text("couldn't get a connection after")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{ITS_PLACE}")
    expect(page.get_by_role("heading", name="couldn't get a connection after")).to_be_in_viewport()


def test_escape_closes_and_gives_the_keyboard_back(page, site):
    page.goto(site + PAGE)
    before = page.get_by_role("button", name="Copy settings.py").first
    before.focus()
    until_painted(page)
    page.keyboard.press("/")
    page.keyboard.type("pool")
    expect(page.locator(".search-result").first).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("searchbox")).to_have_value("pool")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(before).to_be_focused()


def test_slash_opens_an_empty_search_each_time(page, site):
    """Where nothing had the keyboard before, the box beside the page does not keep it."""
    page.goto(site + PAGE)
    until_painted(page)
    box = page.get_by_role("dialog", name="Search").get_by_role("searchbox")
    for _ in range(2):
        page.keyboard.press("/")
        expect(box).to_be_focused()
        expect(box).to_have_value("")
        page.keyboard.press("Escape")
        expect(box).to_be_hidden()


def test_index_is_fetched_when_a_reader_searches_and_once(page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + PAGE, wait_until="networkidle")
    assert not [url for url in asked if re.search(r"search-(index|engine|view)", url)]
    until_painted(page)
    page.keyboard.press("/")
    page.keyboard.type("max_idle")
    expect(page.locator(".search-result").first).to_contain_text("max_idle")
    assert len([url for url in asked if "search-index" in url]) == 1


def test_box_of_the_sidebar_opens_the_dialog_with_what_was_typed(page, site):
    page.goto(site + PAGE)
    page.get_by_role("search").get_by_role("textbox").press_sequentially("PRE_PING")
    dialog = page.get_by_role("dialog", name="Search")
    expect(dialog.get_by_role("searchbox")).to_have_value("PRE_PING")
    expect(dialog.get_by_role("link", name="PRE_PING").first).to_be_visible()


def test_search_is_a_button_away_on_a_phone(page, site):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site + PAGE)
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("searchbox")).to_be_focused()


def test_page_of_the_search_has_an_address_that_can_be_kept(page, site):
    page.goto(f"{site}/search.html?{urlencode({'q': ERROR})}")
    first = page.locator("#search-page a").first
    expect(first).to_have_attribute("href", re.compile(re.escape(ITS_PLACE)))
    page.get_by_role("searchbox").fill("uwxyz4711qwvbn")
    expect(page.get_by_role("status")).to_contain_text("Nothing found")
    assert page.url.endswith("?q=uwxyz4711qwvbn")


def test_without_scripts_the_page_leads_to_the_index_and_the_errors(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + PAGE)
    page.get_by_role("search").get_by_role("textbox").press("Enter")
    said = page.locator("noscript p")
    expect(said).to_be_visible()
    links = [link.get_attribute("href") for link in said.locator("a").all()]
    assert links == ["genindex.html", "reference/errors.html"]
    assert all(page.request.get(f"{site}/{link}").ok for link in links)
    context.close()


def test_lost_index_is_said(page, site):
    page.route("**/search-index.json", lambda route: route.abort())
    page.goto(site + PAGE)
    until_painted(page)
    page.keyboard.press("/")
    page.keyboard.type("pool")
    dialog = page.get_by_role("dialog", name="Search")
    expect(dialog.get_by_role("status")).to_contain_text("did not load")
