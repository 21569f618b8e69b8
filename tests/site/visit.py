"""A visit to a page: what it costs, as the browser counts it, and when a reader can type."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page


@dataclass
class Visit:
    """The requests that went over the wire: addresses, and bytes of the compressed bodies."""

    bodies: dict[str, int] = field(default_factory=dict)
    headers: int = 0
    """The bytes of all headers of responses, which HTTP/1.1 sends as they are."""

    @property
    def requests(self) -> int:
        return len(self.bodies)

    @property
    def bytes(self) -> int:
        return sum(self.bodies.values())


@contextmanager
def watched(page: Page):
    """Counts what ``page`` fetches from the network, and not from the browser's cache."""
    visit, of_request, cached = Visit(), {}, set()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def on_response(event):
        response = event["response"]
        kept = response.get("fromDiskCache") or event["requestId"] in cached
        if not kept and urlsplit(response["url"]).scheme != "data":
            of_request[event["requestId"]] = response["url"], response["encodedDataLength"]

    def on_end(event):
        if event["requestId"] in of_request:
            url, of_headers = of_request.pop(event["requestId"])
            visit.bodies[url] = round(event["encodedDataLength"] - of_headers)
            visit.headers += round(of_headers)

    session.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    session.on("Network.responseReceived", on_response)
    session.on("Network.loadingFinished", on_end)
    yield visit
    session.detach()


def until_painted(page: Page) -> None:
    """Wait for the first paint: the browser drops what is typed before, even if all is loaded."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
