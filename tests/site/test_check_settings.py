"""Check my settings: the page finds what the file of system checks finds, and tells nobody."""

import json
import tomllib
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from evidence import store
from tests.site.python_literals import literals

CASES = tomllib.loads((store.ROOT / "tests" / "pooling_cases.toml").read_text())["case"]
TYPICAL = {"django": "6.1", "driver": "psycopg", "pooler": "none"}
PAGE = "howto/check_my_settings.html"
SETTINGS = [name for name in store.example_files() if name.endswith("/settings.py")]

FINDINGS = """
    (asked) => asked.map(({ text, facts }) => {
        const { found, open, unread, notes } = checkSettings(text, data.rules, facts);
        const name = (id) => id.replace("pooling.", "");
        return {
            found: found.map(({ id, place }) => `${name(id)} ${place.line}`).sort(),
            selected: found.map(({ place }) => text.slice(place.start, place.end)),
            open: open.map(({ cause, ids }) =>
                [cause.fact ?? cause.line, ...[...ids].map(name)].join(" ")).sort(),
            notes: notes.map(({ line, text }) => `${line} ${text}`),
            unread: unread ? `${unread.line} ${unread.text}` : null,
        };
    })
"""

READ = """
    (texts) => texts.map((text) => {
        const plain = (node) => {
            const { type, value, values, items } = node;
            if (type === "int") return [type, String(value)];
            if (values) return [type, values.map(plain)];
            const pair = ({ key, value }) => [plain(key), plain(value)];
            if (items) return [type, [...items.values()].map(pair)];
            return [type, value];
        };
        try {
            return plain(new Literals(text, tokensOf(text)).expression(""));
        } catch (error) {
            return `${error}`;
        }
    })
"""


@pytest.fixture
def checker(page, site):
    """The page, open."""
    page.goto(f"{site}/{PAGE}")
    return page


def asked(*texts: str) -> list[dict]:
    return [{"text": text, "facts": TYPICAL} for text in texts]


def test_cases_are_found_as_by_python(checker):
    """The same ids and lines; and for what is not in the text, what would have to be known."""
    questions = [{"text": case["text"], "facts": case.get("facts", TYPICAL)} for case in CASES]
    answers = checker.evaluate(FINDINGS, questions)
    seen = [{name: answer[name] for name in ("found", "open", "unread")} for answer in answers]
    assert seen == [
        {"found": sorted(case["found"]), "open": sorted(case.get("open", [])), "unread": None}
        for case in CASES
    ]


def plain(value) -> list:
    """A Python value as the page's reader tells it: with its type, and items in their order."""
    match value:
        case bool() | None:
            return ["none" if value is None else "bool", value]
        case int():
            return ["int", str(value)]
        case bytes():
            return ["bytes", value.decode("latin-1")]
        case dict():
            return ["dict", [[plain(key), plain(each)] for key, each in value.items()]]
        case list() | tuple() | set():
            return [type(value).__name__, [plain(each) for each in value]]
    return [type(value).__name__, value]


def in_order(read):
    """Sets, whose members have no order, in one."""
    if isinstance(read, list) and len(read) == 2 and read[0] == "set":
        unique = {json.dumps(each): each for each in read[1]}
        return ["set", [unique[text] for text in sorted(unique)]]
    return [in_order(each) for each in read] if isinstance(read, list) else read


def test_literals_are_read_as_python_reads_them(checker):
    """A thousand, written in many ways."""
    texts = [f"({text}\n)" for text in literals(1000)]
    read = checker.evaluate(READ, texts)
    wrong = [
        (text, mine, theirs)
        for text, mine in zip(texts, read, strict=True)
        if in_order(mine) != in_order(theirs := plain(eval(text, {})))
    ]
    assert wrong == []


def test_examples_are_read_and_none_is_accused(checker):
    """Each settings file of this site: a trap where it has one, and no mistake in reading."""
    proven = [
        name
        for name in SETTINGS
        if {each["outcome"] for each in store.load(name)["combinations"]} == {"passed"}
    ]
    texts = [(store.EXAMPLES / name).read_text() for name in SETTINGS]
    answers = dict(zip(SETTINGS, checker.evaluate(FINDINGS, asked(*texts)), strict=True))
    assert {name: answer["unread"] for name, answer in answers.items() if answer["unread"]} == {}
    accused = {name: answers[name]["found"] for name in proven if answers[name]["found"]}
    known = {"postgresql_db_connection_pool_ignored", "postgresql_db_connection_pool_with_max_age"}
    assert {store.topic_of(name) for name in accused} <= {*known, "system_checks"}
    assert answers["database_url/settings.py"]["open"] != []
    assert answers["postgresql_pool_with_max_age/settings.py"]["selected"] == ['"CONN_MAX_AGE"']


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('DATABASES = {\n    "default": {\n', 2, "has no }"),
        ('DATABASES = {\n  "a": 1\n  "b": 2}', 3, "comma"),
        ('DATABASES = {\n  "a": "b"\n  "c": "d"}', 3, 'A comma is missing before "c"'),
        ('DATABASES = {"a": 1 if X else 2: 3}', 1, "A : stands where none can be"),
        ('DATABASES = {"a": "b}\n', 1, "no end"),
        ('DATABASES = {"a": "\\U99999999"}', 1, "is no character"),
        ("DATABASES = {,}", 1, "missing"),
        ("DATABASES = {'a': 1)", 1, "has no }"),
        ("DATABASES = " + "[" * 500 + "]" * 500, 1, "nested"),
        ("DATABASES = x" + "[" * 500 + "]" * 500, 1, "nested"),
        ("DATABASES = " + "-" * 500 + "1", 1, "nested"),
        ("DATABASES = {'a': ?}", 1, "means nothing"),
        ("DATABASES = 😀", 1, "😀 means nothing"),
        ("DATABASES =", 1, "missing"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(checker, text, line, said):
    [answer] = checker.evaluate(FINDINGS, asked(text))
    assert answer["unread"].startswith(f"{line} ")
    assert said in answer["unread"]
    assert answer["found"] == []


ENGINE = '"ENGINE": "django.db.backends.postgresql"'
POOL = '"OPTIONS": {"pool": True}'


@pytest.mark.parametrize(
    ("text", "kept", "line"),
    [
        (f'DATABASES = {{"default": {{{ENGINE}, "OPTIONS": options()}}}}', "open", 1),
        (f'DATABASES = {{"default": {{{ENGINE}, "OPTIONS": {{}}, **more}}}}', "open", 1),
        ("DATABASES = {\n 'default': env.db(),\n}", "open", 2),
        (f'DATABASES = {{"default": {{{ENGINE}, "OPTIONS": {{"pool": f"{{x}}"}}}}}}', "open", 1),
        (f'DATABASES = {{"default": {{{ENGINE}}}}}\nif X:\n  DATABASES["default"] = y', "open", 3),
        (f'DATABASES = {{"default": {{{ENGINE}}}}}\nupdate(DATABASES)', "notes", 2),
        (f'DATABASES = {{"default": {{{ENGINE}}}}}\nfrom local import *', "notes", 2),
        ("DEBUG = True", "notes", 1),
        ("# DATABASES = {}", "notes", 1),
        ('DATABASES = {"default": "postgres://u:p@h/db"}', "open", 1),
        (f'DATABASES = {{"default": {{{ENGINE}, "OPTIONS": "pool"}}}}', "open", 1),
        (f'DATABASES = {{\n"default": {{{POOL}}}}}', "open", 2),
        (f'DATABASES = {{"default": {{{ENGINE}, lambda a, b: a: 1}}}}', "open", 1),
        (
            f"DATABASES = {{'default': {{{ENGINE}, {POOL}, 'CONN_MAX_AGE': 5 if X else 0}}}}",
            "open",
            1,
        ),
    ],
)
def test_what_is_not_understood_is_said_and_not_guessed(checker, text, kept, line):
    [answer] = checker.evaluate(FINDINGS, asked(text))
    assert answer["unread"] is None
    assert answer["found"] == []
    assert any(said.split()[0] == str(line) for said in answer[kept])


def test_what_is_replaced_is_not_checked(checker):
    empty = f'DATABASES = {{"default": {{{ENGINE}, "OPTIONS": {{"pool": {{}}}}}}}}'
    plain = f'DATABASES = {{"default": {{{ENGINE}}}}}'
    replaced, perhaps = checker.evaluate(
        FINDINGS, asked(f"{empty}\n{plain}", f"{empty}\nif X:\n    {plain}")
    )
    assert replaced["found"] == []
    assert perhaps["found"] == ["W001 1"]


@contextmanager
def silence(page):
    """Fails if the page asks anything of anybody meanwhile, but for its icon, which is late."""
    page.wait_for_load_state("networkidle")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    yield
    page.wait_for_timeout(200)
    assert [each for each in requests if not each.endswith("/_static/logo.svg")] == []


def test_reader_pastes_and_is_shown_the_line(checker):
    """What is pasted is checked, and the line is selected; nothing leaves the page."""
    result = checker.locator("#check-result")
    with silence(checker):
        checker.get_by_label("Your settings").fill(CASES[0]["text"])
        expect(result).to_contain_text("1 finding.")
        expect(result).to_contain_text("pooling.E001")
        result.get_by_role("button", name="Line 4").click()
        selected = checker.evaluate(
            "source.value.slice(source.selectionStart, source.selectionEnd)"
        )
        assert selected == '"CONN_MAX_AGE"'
        checker.locator("#check-django").select_option("5.0")
        expect(result).to_contain_text("2 findings.")
    assert checker.evaluate("[localStorage.length, sessionStorage.length, location.search]") == [
        *(0, 0),
        "",
    ]


def test_every_finding_leads_to_its_section(checker, site_directory):
    """The address of each rule is a page with that anchor."""
    pages = checker.evaluate("data.rules.map(({ page }) => page)")
    for address in pages:
        page, _, anchor = address.partition("#")
        file = (site_directory / "howto" / page).resolve() if page else site_directory / PAGE
        assert f'id="{anchor}"' in file.read_text(), address


def test_page_without_scripts_has_every_trap(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{PAGE}")
    assert page.locator("table.traps tbody tr").count() > 30
    expect(page.get_by_text("This needs JavaScript")).to_be_visible()
    expect(page.locator("#check-source")).not_to_be_visible()
    context.close()
