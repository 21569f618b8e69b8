"""Clients that are idle, each with a connection of Django's, at the same time."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.plugins.projects import Site


@contextmanager
def clients(site: Site, count: int, *statements: str, **options) -> Iterator[None]:
    """Keep ``count`` views waiting that have run the statements one after the other.

    ``options`` are those of ``Site.sql``.
    """
    with ExitStack() as views:
        for _ in range(count):
            views.enter_context(site.holding(1, *statements, **options))
        yield
