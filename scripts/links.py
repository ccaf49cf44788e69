"""A built site, served on this machine as if it stood at its own address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scripts import project
from scripts.pages import canonical, resolve


class Handler(BaseHTTPRequestHandler):
    """Serves a built site below the path of its own address."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer goes out in one piece; in two, it waits for a word of the other side
    disable_nagle_algorithm = True  # nor does one that is too long for that
    root: Path
    files: set[str]
    address: str
    local: str

    def do_GET(self) -> None:
        """Answer as a web server would, with the local address for the site's own."""
        path = unquote(urlsplit(self.path).path)
        base = urlsplit(self.address).path
        name = resolve(path.removeprefix(base), self.files) if path.startswith(base) else None
        if name and name.endswith("/index.html") and not path.endswith(("/", "index.html")):
            self.answer(301, b"", "text/plain", path + "/")
            return
        shown = name or "404.html"
        body = (self.root / shown).read_bytes() if shown in self.files else b"404"
        kind = guess_type(shown)[0] or "application/octet-stream"
        if kind.endswith(("html", "xml")):
            body = body.replace(self.address.encode(), self.local.encode())
        self.answer(200 if name else 404, body, kind)

    do_HEAD = do_GET  # noqa: N815  # the name that http.server looks for

    def answer(self, code: int, body: bytes, kind: str, location: str = "") -> None:
        """Send an answer."""
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("LinkChecker", "welcome")  # lifts its limit of ten requests a second
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server that says nothing when a client hangs up, as LinkChecker does early."""

    def handle_error(self, *_: object) -> None:
        """It is no error."""


@contextmanager
def served(root: Path, address: str = "") -> Iterator[str]:
    """Serve a built site as if it stood at its own address; gives the local one.

    Pages name their own address in full, and the server puts the local one in its place,
    so that no link leaves the machine.
    """
    address = address or canonical(root)
    files = set(project.files(root))
    facts = {"root": root, "files": files, "address": address}
    with Server(("127.0.0.1", 0), type("Local", (Handler,), facts)) as server:
        local = f"http://127.0.0.1:{server.server_port}{urlsplit(address).path}"
        server.RequestHandlerClass.local = local  # type: ignore[attr-defined]  # ours has it
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield local
        finally:
            server.shutdown()
