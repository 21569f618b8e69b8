"""The general index: what is in it, and whether its links lead anywhere."""

import html
import re

import pytest

LINK = re.compile(r'<a href="([^"#]+)#([^"]+)">(.*?)</a>')


@pytest.fixture
def index(site_directory) -> str:
    source = (site_directory / "genindex.html").read_text()
    return source[source.index("index-entries") : source.rindex("</section>")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CONN_MAX_AGE", "Django setting"),
        ("pool_mode", "PgBouncer setting"),
        ("server_ssl_mode", "proxy setting"),
        ("max_waiting", "option of psycopg_pool"),
        ("database is locked", "error"),
    ],
)
def test_index_has_settings_options_and_errors(index, name, kind):
    entry = re.search(rf"<li>(?:<a [^>]*>)?{re.escape(name)}(?:</a>)?(.*?)</li>", index, re.DOTALL)
    assert kind in entry[1]


def test_every_link_of_the_index_leads_to_a_place(index, site_directory):
    links = LINK.findall(index)
    assert len(links) > 100
    lost = [
        html.unescape(name)
        for page, place, name in links
        if f'id="{place}"' not in (site_directory / page).read_text()
    ]
    assert lost == []
