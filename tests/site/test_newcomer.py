"""What a newcomer does on a phone, from a complaint or a choice to the file on the clipboard."""

import time

import pytest
from playwright.sync_api import expect

from evidence import store
from tests.site.visit import until_painted

COMPLAINT = "my Django app on MySQL is slow to connect"
FILE = "mysql_persistent/settings.py"
SECONDS = 60
"""The time that a reader is to have, who also reads: the taps alone take a few."""


@pytest.fixture
def phone(browser, site):
    """The first page of the site, on a phone, which lets the site write to the clipboard."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=3,
        is_mobile=True,
        has_touch=True,
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/index.html")
    until_painted(page)
    yield page
    context.close()


@pytest.fixture
def copied(phone):
    """Taps the first button that copies settings, and gives what is then on the clipboard."""

    def tap() -> bytes:
        button = phone.get_by_role("button", name="Copy settings.py").locator("visible=true").first
        button.tap()
        expect(button).to_have_text("Copied")
        return phone.evaluate("() => navigator.clipboard.readText()").encode()

    return tap


def test_complaint_leads_to_the_file(phone, copied):
    """The first answer to it is the page that has the file."""
    start = time.monotonic()
    phone.get_by_role("link", name="Search").tap()
    phone.get_by_role("searchbox").fill(COMPLAINT)
    phone.get_by_role("dialog").get_by_role("link").first.tap()
    phone.wait_for_url("**/howto/mysql_persistent.html*")
    assert copied() == (store.EXAMPLES / FILE).read_bytes()
    assert time.monotonic() - start < SECONDS


def test_choice_leads_to_the_file(phone, copied):
    start = time.monotonic()
    phone.get_by_label("Database").select_option("MySQL")
    phone.get_by_role("button", name="Show the settings").tap()
    phone.wait_for_url("**/howto/choose.html*")
    assert copied() == (store.EXAMPLES / FILE).read_bytes()
    assert time.monotonic() - start < SECONDS
