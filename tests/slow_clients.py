"""Clients that ask for much and then do not read, as one on a slow line does for a while."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse

from tests.plugins.projects import Site

ROWS = 16
"""A megabyte each, of which a few fit between the server and a client that does not read."""


def make_rows(site: Site) -> None:
    """A table that takes long to send."""
    rows = ", ".join(f"({number}, {number})" for number in range(1, ROWS + 1))
    site.sql(
        "CREATE TABLE example_rows (id integer PRIMARY KEY, number integer)",
        f"INSERT INTO example_rows (id, number) VALUES {rows}",
    )


@contextmanager
def slow_clients(site: Site, count: int, how: str) -> Iterator[list[HTTPResponse]]:
    """Keep ``count`` answers half sent: each client has read the headers and no more."""
    with ExitStack() as clients:
        responses = []
        for _ in range(count):
            client = HTTPConnection("127.0.0.1", site.port, timeout=20)
            clients.enter_context(closing(client))
            client.request("POST", "/large", json.dumps({"how": how}))
            responses.append(client.getresponse())
        yield responses
