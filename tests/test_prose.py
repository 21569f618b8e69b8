"""Rules for the words of pages."""

import pytest

from evidence import store
from tests.prose import mistakes

PAGES = [
    *sorted((store.ROOT / "docs").rglob("*.rst")),
    *sorted((store.ROOT / "docs").rglob("*.md")),
    *sorted(store.ROOT.glob("*.md")),
]
EXACT_TEXTS = {"errors", "options"}
"""Folders whose titles are what a program says."""


def test_every_page_keeps_to_the_rules():
    assert [
        f"{page.relative_to(store.ROOT)}: {mistake}"
        for page in PAGES
        for mistake in mistakes(page.read_text(), titles=page.parent.name not in EXACT_TEXTS)
    ] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Put pgbouncer before Postgres.", ["“pgbouncer” is", "“Postgres” is"]),
        ("With oracledb and Psycopg.", ["“oracledb” is", "“Psycopg” is"]),
        ("You can simply\nwait.", ["leave out “simply”"]),
        ("Use a Pool\n==========", ["“Pool” in a title"]),
        ("# Use a Pool", ["“Pool” in a title"]),
        (":doc:`Use maxscale </howto/maxscale>`", ["“maxscale” is"]),
        ("On Pgpool-II, psycopg 3 and django-db-connection-pool's pool", []),
        ("``pgbouncer``, `pgbouncer.ini` and :fact:`pgbouncer/settings.py just`", []),
        (".. example:: pgbouncer/settings.py\n   :start-at: just", []),
        ("Django 6.1: a check\n===================", []),
    ],
)
def test_mistake_is_found(text, said):
    found = mistakes(text)
    assert len(found) == len(said)
    assert all(start in sentence for start, sentence in zip(said, found, strict=True))
