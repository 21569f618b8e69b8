"""Serve a built site on a free port of this machine as the host does.

With the headers that netlify.toml sets, and text compressed with gzip.
"""

import gzip
import io
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
TEXT = {".html", ".css", ".js", ".svg", ".txt", ".xml", ".json"}


@cache
def rules() -> list[tuple[str, dict[str, str]]]:
    """The paths that have headers of their own, and those headers."""
    settings = tomllib.loads((ROOT / "netlify.toml").read_text())
    return [(rule["for"], rule["values"]) for rule in settings["headers"]]


def headers_of(path: str) -> dict[str, str]:
    """What netlify.toml sends with ``path``."""
    return {
        name: value
        for pattern, headers in rules()
        if fnmatchcase(path, pattern)
        for name, value in headers.items()
    }


@cache
def compressed(path: Path, _changed: int) -> bytes:
    """What is sent of the file, compressed once as long as it does not change."""
    return gzip.compress(path.read_bytes(), mtime=0)


class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each body waits 40 ms for the headers' acknowledgment

    def send_head(self):
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        accepted = self.headers.get("Accept-Encoding", "")
        if path.suffix not in TEXT or "gzip" not in accepted or not path.is_file():
            return super().send_head()
        content = compressed(path, path.stat().st_mtime_ns)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def end_headers(self):
        for name, value in headers_of(urlsplit(self.path).path).items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code, message=None, explain=None):
        """As the host does: a missing page is answered with 404.html."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(page.stat().st_size))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.read_bytes())

    def log_message(self, *args):
        """Say nothing: the browser reports what it could not load."""


class Server(ThreadingHTTPServer):
    """Says nothing when a browser goes on to another page before it has all of one."""

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(directory: Path, handler: type[Handler] = Handler) -> Iterator[str]:
    """The address at which ``directory`` is served."""
    server = Server(("127.0.0.1", 0), partial(handler, directory=str(directory)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
