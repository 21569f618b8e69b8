"""The line under a quoted text names every Django and server that said it, with one driver."""

import sys

from evidence import store

sys.path.append(str(store.ROOT / "docs" / "_ext"))

import observed


def ran(server: str, django: str, psycopg: str = "3.3.9") -> dict:
    return {
        "server": {"product": "PostgreSQL", "version": server},
        "pooler": None,
        "packages": {"Django": django, "psycopg": psycopg},
        "python": "3.13",
        "outcome": "passed",
        "claims": {},
    }


def test_other_drivers_are_left_out():
    new = [
        ran("17.11", "5.2.19"),
        ran("17.11", "6.1.3"),
        ran("18.6", "5.2.19"),
        ran("18.6", "6.1.3"),
    ]
    old = ran("18.6", "6.1.3", psycopg="3.1.12")
    [line] = observed.seen_on(observed.like_the_newest([old, *new]))
    assert line.astext().replace("\N{NO-BREAK SPACE}", " ") == (
        "Seen on PostgreSQL 17.11, 18.6 · psycopg 3.3.9 · Django 5.2.19, 6.1.3 · Python 3.13"
    )
