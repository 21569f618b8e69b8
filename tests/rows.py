"""A table of rows for the views of tests/project/orm.py, and what they do with it."""

from concurrent.futures import ThreadPoolExecutor

from tests.plugins.projects import Gate, Site

NUMBERS = [0, 1, 2, 3, 4]


def make_rows(site: Site) -> None:
    """Make the table, with five rows."""
    site.sql("CREATE TABLE example_rows (id serial PRIMARY KEY, number int NOT NULL)")
    site.sql("INSERT INTO example_rows (number) SELECT generate_series(0, 4)")


def iterate(site: Site, *, among_others: bool, **options) -> list[int]:
    """What iterator() gives a view that pauses after the first row.

    ``options`` are the view's ``alias`` and ``atomic``.
    ``among_others`` has another request take a server connection in that pause, and keep it.
    Raises ViewError if the view raised.
    """
    asked = {"alias": "default", "atomic": False} | options
    gate = Gate()
    with ThreadPoolExecutor(1) as client:
        try:
            request = client.submit(site.ask, "/iterate", gate=gate.address, **asked)
            gate.wait_for(1)
            if among_others:
                with site.holding(1, "SELECT 1", atomic=True):
                    gate.open()
                    return request.result()["rows"]
            gate.open()
            return request.result()["rows"]
        finally:
            gate.close()


PREPARED = "SELECT count(*) FROM pg_prepared_statements"


def prepared_after_ten_queries(site: Site) -> int:
    """How many statements a server connection has prepared once one query was sent ten times."""
    make_rows(site)
    site.ask("/repeat", times=10)
    return site.value(PREPARED)
