"""LinkChecker over http on loopback: an independent second opinion on the built site."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scripts.pages import canonical, resolve

STARTS = ("", "404.html", "sitemap.xml")  # the last two are what no page links to
# A misspelt section is ignored in silence: the canary in the tests would notice.
CONFIG = """\
[checking]
threads=4
maxrequestspersecond=1000
[filtering]
internlinks={intern}
nofollow={nofollow}
[AnchorCheck]
[output]
status=0
verbose=1
log=csv
[csv]
separator=,
parts=parentname,urlname,result,valid,line,warningstring
"""


@contextmanager
def served(root: Path, address: str = "") -> Iterator[str]:
    """Serve a built site as if it stood at its own address; gives the local one.

    Pages name their own address in full; the server puts the local one in its place, so that no link leaves the machine.
    """
    address = address or canonical(root)
    base = urlsplit(address).path
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            name = resolve(path.removeprefix(base), files) if path.startswith(base) else None
            if name and name.endswith("/index.html") and not path.endswith(("/", "index.html")):
                return self.answer(301, b"", "text/plain", path + "/")
            kind = guess_type(name or "404.html")[0] or "application/octet-stream"
            body = (
                (root / (name or "404.html")).read_bytes()
                if name or "404.html" in files
                else b"404"
            )
            if kind.endswith(("html", "xml")):
                body = body.replace(address.encode(), local.encode())
            return self.answer(200 if name else 404, body, kind)

        do_HEAD = do_GET  # noqa: N815  # the name that http.server looks for

        def answer(self, code: int, body: bytes, kind: str, location: str = "") -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header(
                "LinkChecker", "welcome"
            )  # lifts LinkChecker's limit of ten requests a second
            if location:
                self.send_header("Location", location)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """LinkChecker hangs up when it has seen enough: no error."""

    with Server(("127.0.0.1", 0), Handler) as server:
        local = f"http://127.0.0.1:{server.server_port}{base}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield local
        finally:
            server.shutdown()


def second_opinion(root: Path, address: str = "") -> tuple[int, list[str]]:
    """A built site -> how many links LinkChecker followed, and each one it refuses as one line.

    One process for each language, as it is slow; each checks its links into the other without following them further.
    Raises RuntimeError when nothing was checked.
    """
    with served(root, address) as local, tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(
            0o755
        )  # started as root, LinkChecker gives its rights away before it reads
        runs: list[subprocess.Popen[str]] = []
        for base, nofollow in ((local, f"^{local}en/"), (f"{local}en/", f"!^{local}en/")):
            starts = [
                base + name
                for name in STARTS
                if (root / base.removeprefix(local) / (name or "index.html")).is_file()
            ]
            config = Path(folder, f"linkcheckerrc{len(runs)}")
            config.write_text(
                CONFIG.format(intern=f"^http://{urlsplit(local).netloc}/", nofollow=nofollow),
                "utf-8",
            )
            args = [sys.executable, "-m", "linkcheck", "--no-robots", "-f", str(config), *starts]
            env = {**os.environ, "NO_PROXY": "*"}
            if starts:
                runs.append(
                    subprocess.Popen(
                        args,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE,
                        encoding="utf-8",
                        env=env,
                    )
                )
        with (
            ThreadPoolExecutor() as pool
        ):  # both pipes must be emptied at once, or one of the two would wait
            said = list(pool.map(lambda run: run.communicate(), runs))
    count, bad = 0, []
    for out, error in said:
        rows = csv.DictReader(line for line in out.splitlines() if not line.startswith("# "))
        found = [row for row in rows if row.get("valid") in {"True", "False"}]
        if not found:
            raise RuntimeError(f"LinkChecker checked nothing: {error.strip()[-500:]}")
        count += len(found)
        bad += [
            f"{row['parentname']}:{row['line']}: `{row['urlname']}`: {row['warningstring'] or row['result']}".replace(
                local, "/"
            )
            for row in found
            if row["valid"] == "False" or row["warningstring"]
        ]
    return count, bad
