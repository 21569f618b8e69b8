"""Choose an approach: the answer of the page, its address, its files, and a reader on a phone."""

from time import monotonic
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from evidence import store
from tests.choosing import choices, choose, choose_rules
from tests.site.visit import until_painted

PAGE = "howto/choose.html"
FULL = {"hosts": 4, "processes": 8, "threads": 8, "limit": 100, "kept_back": 0, "others": 4}
"""More threads than connections: three for each process."""

ASK = """
    (search) => {
        history.replaceState(null, "", search);
        restore();
        return [...document.querySelectorAll("#answer pre")].map((pre) => pre.textContent);
    }
"""


@pytest.fixture
def tool(page, context, site):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/{PAGE}")
    until_painted(page)
    return page


def address(site: str, **choice) -> str:
    return f"{site}/{PAGE}?{urlencode(choice)}"


def answer(page):
    """The heading of the answer."""
    return page.locator("#answer h2")


def clipboard(page) -> bytes:
    return page.evaluate("navigator.clipboard.readText()").encode()


def test_page_and_tests_give_the_same_answer_to_every_choice(tool):
    """Two evaluators of one set of rules, thousands of choices."""
    data = choose_rules.data()
    asked = list(choices(data))
    said = tool.evaluate("(choices) => choices.map(choose)", asked)
    assert len(asked) > 5000
    wrong = [
        (choice, found)
        for choice, found in zip(asked, said, strict=True)
        if found != choose(choice, data)
    ]
    assert wrong[:3] == []


def test_files_shown_are_those_that_ran_with_the_sizes_of_the_reader(tool):
    """For each approach: its files to the last byte, but for the sizes."""
    rules, data = choose_rules.rules(), choose_rules.data()
    first = {}
    for choice in choices(data):
        found = choose(choice, data)
        if found["answer"]:
            first.setdefault(found["answer"], (choice, found["sums"]))
    for name, (choice, sums) in first.items():
        approach = rules["approach"][name]
        sources = [(store.EXAMPLES / example).read_text() for example in approach["files"]]
        wanted = [resized(source, approach.get("sizes", {}), sums) for source in sources]
        for variable, (size, _) in approach.get("environment", {}).items():
            wanted.append(f"{variable}={sums[size]}\n")
        assert tool.evaluate(ASK, f"?{urlencode(choice)}") == wanted, name
    assert len(first) == len(rules["approach"])


def resized(source: str, sizes: dict, sums: dict) -> str:
    for start, end, size in reversed(choose_rules.sizes_in(source, sizes)):
        source = source[:start] + str(sums[size]) + source[end:]
    return source


def test_address_restores_the_choice(page, site):
    page.goto(address(site, database="mysql", served="wsgi", **FULL))
    expect(answer(page)).to_have_text("django-db-connection-pool")
    expect(page.get_by_label("Database")).to_have_value("mysql")
    expect(page.get_by_label("Processes on each host")).to_have_value("8")
    expect(page.locator("#answer pre")).to_contain_text('"POOL_SIZE": 2,\n')
    expect(page.locator("#answer pre")).to_contain_text('"MAX_OVERFLOW": 1,\n')
    expect(page.locator("#answer .choose-sums")).to_contain_text("4 × 8 × 3 = 96")


def test_address_with_nonsense_is_as_without(page, site):
    page.goto(address(site, database="db2", threads="-1", hosts="1e99", pooler="perhaps"))
    expect(page.get_by_label("Database")).to_have_value("postgresql")
    expect(page.get_by_label("Threads in each process")).to_have_value("8")
    expect(page.get_by_label("Hosts")).to_have_value("1")
    expect(answer(page)).to_have_text("The native pool")


def test_choice_is_in_the_address_and_the_way_back_restores_it(tool, site):
    expect(answer(tool)).to_have_text("The native pool")
    tool.get_by_label("Threads in each process").fill("1")
    tool.keyboard.press("Tab")
    tool.get_by_label("Served by").select_option("asgi")
    expect(answer(tool)).to_have_text("The native pool, under ASGI")
    assert "served=asgi" in tool.url
    later = tool.context.new_page()
    later.goto(tool.url)
    expect(answer(later)).to_have_text("The native pool, under ASGI")
    tool.go_back()
    expect(answer(tool)).to_have_text("Persistent connections")
    expect(tool.get_by_label("Served by")).to_have_value("wsgi")
    tool.go_back()
    expect(answer(tool)).to_have_text("The native pool")
    expect(tool.get_by_label("Threads in each process")).to_have_value("8")


def test_older_django_gets_what_ran_on_it(tool):
    tool.get_by_label("Django").select_option("5.0")
    expect(answer(tool)).to_have_text("Persistent connections")
    expect(tool.locator("#answer .choose-why")).to_contain_text("needs a newer Django")


def test_what_is_not_proven_is_said_to_be(page, site):
    page.goto(address(site, database="mysql", served="celery"))
    expect(answer(page)).to_have_text("Nothing is proven for this")
    expect(page.locator("#answer pre")).to_have_count(0)


def test_answer_is_announced_with_its_sum_and_says_whether_it_fits(tool):
    spoken = tool.locator("#answer > [role=status]")
    expect(spoken).to_contain_text("hosts × processes × max_size = 1 × 2 × 8 = 16")
    expect(spoken).to_contain_text("100 − 3 − 5 = 92: it fits")
    tool.get_by_label("Allowed: max_connections").fill("3")
    expect(spoken).to_contain_text("Nothing is proven for this")
    expect(spoken).to_contain_text("3 − 3 − 5 = −5")


def test_sum_has_the_factors_that_the_form_asks_for(page, site):
    sums = page.locator("#answer .choose-sums")
    page.goto(address(site, served="serverless", hosts=200))
    expect(sums).to_contain_text("One for each instance would beinstances = 200")
    page.goto(address(site, database="sqlite", served="serverless"))
    expect(answer(page)).to_have_text("Nothing is proven for this")
    expect(sums).to_have_count(0)


def test_number_that_cannot_be_used_stays_and_changes_nothing(tool):
    limit = tool.get_by_label("Allowed: max_connections")
    limit.fill("2e2")
    limit.blur()
    expect(tool.locator("#answer")).to_contain_text("200 − 3 − 5 = 192")
    limit.fill("-50")
    limit.blur()
    expect(limit).to_have_value("-50")
    expect(tool.locator("#answer")).to_contain_text("200 − 3 − 5 = 192")
    assert "limit=200" in tool.url


def test_mysql_with_a_pooler_gets_the_proxy_that_has_a_limit(page, site):
    page.goto(address(site, database="mysql", limit=12, hosts=10, pooler="yes"))
    expect(answer(page)).to_have_text("ProxySQL")
    expect(page.locator("#answer")).to_contain_text("it fits")


def test_faults_shown_are_those_of_the_database(page, site):
    page.goto(address(site, database="mysql"))
    trouble = page.locator("#answer .choose-trouble")
    expect(trouble.filter(visible=True)).to_have_count(1)
    expect(trouble.filter(visible=True)).to_contain_text("What happened on MySQL when")
    page.get_by_label("Database").select_option("mariadb")
    expect(trouble.filter(visible=True)).to_contain_text("What happened on MariaDB when")


def test_sizes_of_the_reader_are_told_from_those_that_ran(page, site):
    page.goto(address(site, served="wsgi", pooler="yes", **FULL))
    expect(answer(page)).to_have_text("PgBouncer in transaction mode")
    said = page.locator("#answer .example", has_text="default_pool_size").locator(".choose-ran")
    expect(said).to_have_text("Marked sizes are yours. It ran with 5 and 1000.")
    page.goto(address(site, served="asgi", threads=4))
    said = page.locator("#answer .choose-ran")
    expect(said).to_have_text("Your sizes are those that it ran with.")


def test_answer_links_to_its_proof_and_its_faults(tool, site):
    links = tool.locator("#answer").get_by_role("link")
    proof = links.filter(has_text="How that was shown").get_attribute("href")
    assert proof.startswith("../proof/postgresql_pool_budget.html#test_")
    assert tool.locator('#answer a[href*="reference/faults/"]').count() > 2
    assert tool.request.get(f"{site}/howto/{proof.partition('#')[0]}").ok


@pytest.mark.parametrize("scripts", [True, False])
def test_short_form_of_the_landing_page_leads_to_the_answer(browser, site, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site}/index.html")
    page.get_by_label("Database").select_option("mariadb")
    page.get_by_label("Served by").select_option("serverless")
    page.get_by_role("button", name="Show the settings").click()
    page.wait_for_url(f"{site}/{PAGE}?database=mariadb&served=serverless#answer")
    if scripts:
        expect(answer(page)).to_have_text("Nothing is proven for this")
        expect(page.get_by_text("The form of this page needs JavaScript")).to_be_hidden()
    else:
        expect(page.get_by_text("The form of this page needs JavaScript")).to_be_visible()
    context.close()


def test_without_scripts_the_table_and_the_files_are_there(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{PAGE}")
    expect(page.locator("#choose")).to_be_hidden()
    rules = choose_rules.rules()
    expect(page.locator(".choose-table tbody tr")).to_have_count(len(rules["rule"]))
    file = page.locator("#approach-mysql-persistent")
    file.locator("summary").click()
    source = (store.EXAMPLES / "mysql_persistent/settings.py").read_text()
    assert file.locator("pre").text_content() == source
    expect(file.locator("pre")).to_be_visible()
    context.close()


def test_reader_on_a_phone_has_the_file_for_mysql_in_the_clipboard_in_a_minute(browser, site):
    """From the landing page: one choice, one button, and the button that copies."""
    phone = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
    context = browser.new_context(**phone, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    started = monotonic()
    page.goto(site)
    page.get_by_label("Database").select_option("mysql")
    page.get_by_role("button", name="Show the settings").tap()
    expect(answer(page)).to_have_text("Persistent connections")
    expect(answer(page)).to_be_in_viewport()
    page.locator("#answer").get_by_role("button", name="Copy settings.py").tap()
    expect(page.locator("#answer button.copy")).to_have_text("Copied")
    assert clipboard(page) == (store.EXAMPLES / "mysql_persistent/settings.py").read_bytes()
    assert monotonic() - started < 60
    context.close()


def test_keyboard_is_enough(tool):
    """To change the choice, to reach the file, and to copy it."""
    tool.get_by_label("Database").focus()
    tool.keyboard.press("ArrowDown")
    expect(answer(tool)).to_have_text("Persistent connections")
    for _ in range(30):
        tool.keyboard.press("Tab")
        if tool.evaluate("document.activeElement.matches('#answer button.copy')"):
            break
    tool.keyboard.press("Enter")
    expect(tool.locator("#answer button.copy").first).to_have_text("Copied")
    assert clipboard(tool) == (store.EXAMPLES / "mysql_persistent/settings.py").read_bytes()
