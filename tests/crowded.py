"""How many connections a project uses while clients never pause."""

from tests.plugins.projects import Site

CLIENTS = 16


def most_connections(site: Site, expected: int) -> int:
    """The most that ``site`` was seen to use for sixteen clients.

    They come again if it is not ``expected``: a loaded machine may keep a process from its share.
    """
    most = 0
    for _ in range(5):
        for _ in site.crowd(CLIENTS, 100, "SELECT pg_sleep(0.005)"):
            most = max(most, len(site.sessions()))
        if most == expected:
            break
    return most
