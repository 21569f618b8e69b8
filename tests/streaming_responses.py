"""Streaming responses that have sent their beginning and wait to go on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.plugins.projects import Gate, Site


@contextmanager
def streaming(site: Site, count: int, close: bool) -> Iterator[None]:
    """Keep ``count`` responses between their first part and their second."""
    gate = Gate()
    with ThreadPoolExecutor(count) as clients:
        try:
            for _ in range(count):
                clients.submit(site.ask, "/stream", gate=gate.address, close=close)
            gate.wait_for(count)
            yield
        finally:
            gate.close()
