"""`serve`: show both languages at http://127.0.0.1:8000/, built again on every change."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

from mkdocs import livereload
from mkdocs.livereload import LiveReloadServer

from macros.model import FOLDERS, LANGS
from scripts import leash, project, rebuild
from scripts.project import Stop, work

WATCHED = ("docs", "macros", "playbook.yml", "mkdocs.yml", "mkdocs.en.yml")
HOST = "127.0.0.1"
OURS = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?")
"""What browsers ask this machine for: another name is a site's that was led here."""
LOADED = (".py", ".yml")
"""What a worker loads once, so that a change asks for a new one."""
LATE = re.compile(r"\.(?:md|json|txt)$")
"""What an edit leaves until somebody asks for it: the search, and what is written for machines."""
# One policy for every web server: tests compare it with deploy/nginx.conf.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self';"
    " form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(),"
    " payment=(), usb=()",
}
RELOAD = "/livereload/script.js"
NO_PAGE = "<meta charset=utf-8><meta http-equiv=refresh content=2>Chưa có trang. No page yet."


def watched() -> dict[Path, float]:
    """Every file that a page may be made from, and when it was last changed."""
    files = {}
    for name in WATCHED:
        for path in [project.ROOT / name, *(project.ROOT / name).rglob("*")]:
            # Editors write a file beside the old one, and rename it.
            with contextlib.suppress(FileNotFoundError):
                if path.is_file():
                    files[path] = path.stat().st_mtime
    return files


def record(path: Path) -> bool:
    """Whether a file is a record's: when nothing else changes, most pages stay."""
    folders = {project.ROOT / "docs" / lang / folder for lang in LANGS for folder in FOLDERS}
    return path.parent in folders and path.name != "index.md"


class Site:
    """The served pages, and the warm process that builds them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.files: dict[Path, float] = {}
        """What the shown pages were made from."""
        self.pool: ProcessPoolExecutor | None = None
        self.folder = work() / f"serve-{port}"
        self.shown = self.folder / "0"
        self.late = False
        """Whether the shown pages are newer than what they are found by."""
        self.busy = threading.Lock()
        shutil.rmtree(self.folder, ignore_errors=True)

    def jobs(self, folder: Path) -> list[rebuild.Job]:
        """Both languages; the first, which clears the folder, has to be built first."""
        address = f"http://{HOST}:{self.port}/"
        return [
            rebuild.Job(str(project.ROOT / "mkdocs.yml"), folder, address),
            rebuild.Job(str(project.ROOT / "mkdocs.en.yml"), folder / "en", f"{address}en/"),
        ]

    def build(self) -> bool:
        """Check, build and show -> whether it worked; the reasons are printed."""
        start = time.monotonic()
        files = watched()
        different = {path for path, _ in files.items() ^ self.files.items()}
        if any(path.name.endswith(LOADED) for path in different):
            self.close()
        known, theme = different <= self.files.keys() & files.keys(), project.ROOT / "macros/theme"
        if known and all(path.is_relative_to(theme / "assets") for path in different):
            for path, job in product(different, self.jobs(self.shown)):  # no page is made from it
                shutil.copy2(path, job.folder / path.relative_to(theme))
        elif not self.remake(edited=known and all(map(record, different))):
            return False
        self.files = files
        print(f"Built in {time.monotonic() - start:.1f} s.", flush=True)
        return True

    def remake(self, edited: bool) -> bool:
        """Build in the worker; when only records are `edited`, what they change -> if it worked."""
        new = self.shown.with_name(str(int(self.shown.name) + 1))
        self.pool = self.pool or leash.pool(1)
        jobs, shown = self.jobs(new), self.jobs(self.shown) if edited else []
        made = self.pool.submit(rebuild.again, project.ROOT / "docs", jobs, shown).result()
        print("\n".join(dict.fromkeys(made.said)), flush=True)
        if made.whole:
            shutil.rmtree(self.shown, ignore_errors=True)
            self.shown = new
        self.late = made.worked and not made.whole
        return made.worked

    def catch_up(self) -> None:
        """Make what edits have left, as somebody asks for it."""
        with self.busy:
            if self.late and self.pool:
                self.pool.submit(rebuild.late, self.jobs(self.shown)).result()
                self.late = False

    def close(self) -> None:
        """End the workers; the folder goes with the next start."""
        if self.pool:
            leash.end()
            self.pool.shutdown(cancel_futures=True)
            self.pool = None


class Server(LiveReloadServer):
    """MkDocs' server, which sends every page with our headers, and its script by an address."""

    def __init__(self, site: Site) -> None:
        super().__init__(self.remake, HOST, site.port, str(site.shown), polling_interval=0.2)
        self.site = site
        self.error_handler = lambda _: self.missing()
        self._want_rebuild = True  # the first build is like any other
        for path in (project.ROOT / name for name in WATCHED):
            if path.exists():
                self.watch(str(path))

    def missing(self) -> bytes:
        """The page for an address that leads nowhere."""
        page = self.site.shown / "404.html"
        return page.read_bytes() if page.is_file() else NO_PAGE.encode()

    def remake(self) -> None:
        """Show the new pages, or keep the old; must not raise, or it would wait forever."""
        try:
            with self.site.busy:
                built = self.site.build()
                self.root = str(self.site.shown)
        except Exception as error:
            built = False
            self.site.close()  # a worker may have ended; the next change starts another
            print(f"{type(error).__name__}: {error}")
        if not built:
            print("Not built: mend the above; the last good pages stay.", flush=True)

    def serve_request(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """An answer with our headers, and what edits have left made for it."""

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, *HEADERS.items()], *more)

        if not OURS.fullmatch(environ.get("HTTP_HOST", "")):
            begin("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"Open it by the address that the terminal shows.\n"]
        if LATE.search(environ["PATH_INFO"]):
            self.site.catch_up()
        if environ["PATH_INFO"] != RELOAD:
            return super().serve_request(environ, begin)
        numbers = {"epoch": re.sub(r"\D", "", environ["QUERY_STRING"]) or "0", "request_id": "0"}
        begin("200 OK", [("Content-Type", "text/javascript")])
        return [livereload._SCRIPT_TEMPLATE.substitute(numbers).encode()]

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        head, end, tail = content.rpartition(b"</body>")
        return b'%b<script src="%b?%d"></script>%b%b' % (head, RELOAD.encode(), epoch, end, tail)


def prepare(port: int) -> Server:
    """A server for a port that is free; `serve()` builds the pages and runs it. Raises Stop."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        said = os.strerror(error.errno or 0)
        raise Stop(f"Port {port} cannot be used ({said}): choose another by --port.") from None
    return Server(Site(port))


def port(text: str) -> int:
    """A number that a port may have; argparse says so for any other."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"`{text}` is no port: choose one from 1 to 65535")
    return int(text)


def main(argv: Sequence[str]) -> int:
    """`serve [--port N]`: runs until Ctrl+C; exit code 2 when the port cannot be used."""
    parser = project.parser("serve", __doc__)
    parser.add_argument("--port", type=port, default=8000)
    args = parser.parse_args(argv)
    # A worker's byte code must not fall into the watched folders: it would look like a change.
    os.environ["PYTHONPYCACHEPREFIX"] = str(work() / "pycache")
    server = prepare(args.port)
    print(f"Open {server.url} or {server.url}en/; Ctrl+C ends it.", flush=True)
    try:
        server.serve()  # type: ignore[no-untyped-call]  # MkDocs leaves it without types
    finally:
        server.shutdown()
        server.site.close()
    return 0
