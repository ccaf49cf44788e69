"""The web server's configuration, run by a real nginx with a sign-in service of ours behind it."""

from __future__ import annotations

import contextlib
import getpass
import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from conftest import Patch, free

from macros.read.files import RESERVED
from macros.read.ids import SLUG
from scripts import build
from scripts.project import ROOT
from scripts.serve import HEADERS

CONF = (ROOT / "deploy/nginx.conf").read_text("utf-8")
PLACES = {name for name in re.findall(r"location (?:= )?/([^/\s]+)/", CONF) if SLUG.fullmatch(name)}
MAIN = """{user}
error_log stderr;
pid {folder}/nginx.pid;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fast;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/playbook.conf;
}}
"""


def nginx() -> str:
    """The program, installed where this machine lets us; else the test says why it is left out."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin"
    if not shutil.which("nginx", path=path) and os.geteuid() == 0 and shutil.which("apt-get"):
        for args in (["update"], ["install", "-y", "--no-install-recommends", "nginx-light"]):
            subprocess.run(["apt-get", *args], capture_output=True)
    if not (program := shutil.which("nginx", path=path)):
        pytest.skip("there is no nginx here, and it could not be installed")
    return program


HEARD: list[tuple[str, str, dict[str, str], bytes]] = []
"""What the sign-in was asked: method, path, headers and body."""


class SignIn(BaseHTTPRequestHandler):
    """A sign-in service as oauth2-proxy is: whoever has the cookie is signed in."""

    def do_GET(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        heard = {name.lower(): value for name, value in self.headers.items()}
        HEARD.append((self.command, self.path, heard, self.rfile.read(size)))
        asked = self.path.split("?")[0]
        if asked == "/oauth2/auth":
            self.answer(202 if "session=good" in heard.get("cookie", "") else 401)
        elif asked == "/oauth2/start":
            back = quote(heard.get("x-auth-request-redirect", ""), safe="")
            self.answer(302, Location=f"https://accounts.example/?state={back}")
        else:
            self.answer(200, b"Who are you?")

    do_POST = do_GET  # noqa: N815  the name that http.server looks for

    def answer(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Server:
    """nginx, and the site that it shows."""

    port: int
    site: Path

    def ask(self, path: str, signed: bool = True, method: str = "GET", **headers: str) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        cookie = {"Host": "playbook.internal"} | ({"Cookie": "session=good"} if signed else {})
        link.request(
            method,
            path,
            headers=cookie | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        answer = link.getresponse()
        found = (
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )
        link.close()
        return found

    def send(self, raw: bytes) -> bytes:
        """Send bytes as they are -> whatever comes back."""
        answer = b""
        link = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        with link, contextlib.suppress(OSError):  # it hangs up early, or waits for more
            link.sendall(raw)
            while part := link.recv(65536):
                answer += part
        return answer


@pytest.fixture(scope="module")
def server(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    program = nginx()
    folder = tmp_path_factory.mktemp("nginx")
    copy = folder / "site"
    shutil.copytree(site, copy)
    assert build.compress(copy) > 50
    for path in (folder, *folder.parents):  # nginx gives root's rights away
        if path.stat().st_uid == os.getuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    sign_in = ThreadingHTTPServer(("127.0.0.1", 0), SignIn)
    threading.Thread(target=sign_in.serve_forever, daemon=True).start()
    port = free()
    conf = CONF
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("listen 80 default_server;", f"listen 127.0.0.1:{port} default_server;"),
        ("/srv/playbook/site", str(copy)),
        ("127.0.0.1:4180", f"127.0.0.1:{sign_in.server_port}"),
    ):
        assert conf.count(old) == 1, old
        conf = conf.replace(old, new)
    (folder / "playbook.conf").write_text(conf, "utf-8")
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), "utf-8")
    args = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    tried = subprocess.run([*args, "-t"], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    with subprocess.Popen([*args, "-g", "daemon off;"], stderr=subprocess.PIPE) as run:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Server(port, copy)
        run.terminate()
        run.wait(20)
    sign_in.shutdown()


def test_no_page_stands_where_the_server_answers_by_itself() -> None:
    assert {"en", "oauth2"} <= PLACES <= set(RESERVED)


def test_without_sign_in_nothing_but_the_way_to_it_comes_back(server: Server) -> None:
    paths = [path for path in server.site.rglob("*") if path.is_file()]
    files = {path.relative_to(server.site).as_posix() for path in paths}
    assert {"index.html", "en/index.html", "404.html", "sitemap.xml", "build.json"} <= files
    pages = {name.removesuffix("index.html") for name in files if name.endswith("index.html")}
    for name in sorted({*files, *pages, "situations", "nowhere", "en/nowhere", "sw.js"}):
        code, headers, body = server.ask(f"/{name}", signed=False, Accept_Encoding="gzip")
        assert (code, body) == (302, b""), name
        back = headers["location"].removeprefix("https://accounts.example/?state=")
        assert unquote(back) == f"/{name}"
        assert headers["cache-control"] == "no-store"
        assert not {"etag", "last-modified"} & headers.keys()
    assert server.ask("/oauth2/sign_in", signed=False)[2] == b"Who are you?"
    for mode in ("cors", "same-origin", "no-cors"):  # a page or its worker is told plainly
        code, headers, _ = server.ask("/build.json", signed=False, Sec_Fetch_Mode=mode)
        assert (code, headers["cache-control"], "location" in headers) == (401, "no-store", False)
    assert server.ask("/build.json", signed=False, Sec_Fetch_Mode="navigate")[0] == 302


def test_the_way_back_is_kept_as_it_was_sent(server: Server) -> None:
    for target in (
        "/checklists/a/?run=1&item=2&q=%26%23%3f%25",
        "/vi%C3%AAn/?x=%0d%0aSet-Cookie:%20a=1",
        "/a%26b%23c%3fd",
        "/runs/?rd=https://evil.example/",
    ):
        _, headers, _ = server.ask(target, signed=False)
        assert unquote(headers["location"].partition("state=")[2]) == target
        assert "set-cookie" not in headers
        assert HEARD[-1][1] == "/oauth2/start", "nothing of the address is an order to the sign-in"


def request(target: str, method: str = "GET", host: str = "playbook.internal", *more: str) -> bytes:
    """A request as bytes, for what no client would send."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close", *more]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


STRANGE = (
    "/%0d%0aSet-Cookie:%20a=1",
    "/x/%0d%0aSet-Cookie:%20a=1/../../situations",
    "/%E5%98%8A%E5%98%8DSet-Cookie:%20a=1",
    "//evil.example/",
    "/\\evil.example/",
    "/%5cevil.example/",
    "/%2f%2fevil.example/",
    "/situations/..;/build.json",
    "/oauth2/../build.json",
    "/oauth2/%2e%2e/build.json",
    "/oauth2/..%2fbuild.json",
    "/oauth2/%252e%252e/build.json",
    "/oauth2/.%00./build.json",
    "/../../../etc/passwd",
    "/..%5c..%5cetc/passwd",
    "/build.json%00",
    "/build.json.gz",
    "/index.html%2egz",
    "/-/signed-in",
    "/-/%73igned-in",
    "http://evil.example/",
    "/build.json?/oauth2/",
    "/#/oauth2/",
    "/.git/config",
    "/" + "a" * 20_000,
    "/?" + "a" * 20_000,
    "*",
)
METHODS = ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "X")
MORE = (
    ("Range: bytes=0-9",),
    ("Range: bytes=0-,0-,0-,0-",),
    ("If-None-Match: *",),
    ("If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT",),
    ("X-Original-URI: /oauth2/x", "X-Rewrite-URL: /oauth2/x"),
    ("X-Forwarded-Host: evil.example", "X-Forwarded-Uri: //evil.example/"),
    ("X-Auth-Request-Redirect: https://evil.example/",),
    ("X-Forwarded-User: boss", "Authorization: Basic eDp5"),
    ("X-Big: " + "a" * 40_000,),
    ("Content-Length: 5", "Transfer-Encoding: chunked"),
    ("Transfer-Encoding: x",),
    ("Host: evil.example",),
    ("Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings"),
)


def tricks() -> list[bytes]:
    """Everything that a stranger may try, as bytes."""
    asked = "/build.json"
    return [
        *(request(target) for target in STRANGE),
        *(request(asked, method) for method in METHODS),
        *(request(asked, "GET", "playbook.internal", *more) for more in MORE),
        *(
            request(asked, "GET", host)
            for host in ("evil.example", "", "playbook.internal:99", "a b")
        ),
        b"GET /build.json\r\n\r\n",
        b"GET /build.json HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x00\xa5",
    ]


def test_no_trick_lets_a_stranger_in_or_set_a_header(
    server: Server, record_property: Callable[[str, object], None]
) -> None:
    record_property("tried", len(tricks()))
    secret = b'"commit"'
    assert secret in (server.site / "build.json").read_bytes()
    assert len(tricks()) > 50
    for raw in tricks():
        HEARD.clear()
        answer = server.send(raw)
        head = answer.partition(b"\r\n\r\n")[0]
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
        assert secret not in answer, raw[:80]
        assert b"<html lang" not in answer, raw[:80]
        code = re.match(r"HTTP/1\.[01] (\d+)", first)
        to_sign_in = any(
            asked[1].startswith("/oauth2/") and asked[1] != "/oauth2/auth" for asked in HEARD
        )
        assert to_sign_in or not code or code[1] not in {"200", "206", "304", "500"}, raw[:80]
        assert not {"set-cookie", "etag", "last-modified", "accept-ranges"} & headers.keys()
        if where := headers.get("location"):
            assert where.startswith("https://accounts.example/?state=%2f"), (raw[:80], where)
            assert not where.startswith(("https://accounts.example/?state=%2f%2f", "%5c"))
        for _, _, heard, sent in HEARD:
            assert heard["host"] == heard["x-forwarded-host"] == "playbook.internal"
            assert heard.get("x-auth-request-redirect", "/")[0] == "/"
            assert sent == b""


def test_a_form_of_the_sign_in_is_handed_on(server: Server) -> None:
    HEARD.clear()
    answer = server.send(
        request("/oauth2/sign_in", "POST", "playbook.internal", "Content-Length: 3") + b"a=b"
    )
    assert b"Who are you?" in answer
    assert b"Content-Security-Policy" not in answer
    assert HEARD[0][3] == b"a=b"


def test_signed_in_a_trick_gets_pages_and_nothing_else(server: Server) -> None:
    for target in STRANGE:
        answer = server.send(request(target, "GET", "playbook.internal", "Cookie: session=good"))
        head = answer.partition(b"\r\n\r\n")[0].lower()
        assert b"set-cookie" not in head, target[:80]
        assert b"evil" not in head, target[:80]
        assert b"root:" not in answer
    code, headers, _ = server.ask("/situations?a=1&b=%0d%0a")
    assert (code, headers["location"]) == (301, "/situations/?a=1&b=%0d%0a")
    assert server.ask("/build.json", Range="bytes=0-9")[0] == 206
    assert server.ask("/", method="HEAD")[::2] == (200, b"")
    assert server.ask("/", method="POST")[0] == 405
    assert server.ask("/en/", method="DELETE")[0] == 405


def test_signed_in_every_page_and_file_comes_as_it_is(server: Server) -> None:
    for path in server.site.rglob("*"):
        name = path.relative_to(server.site).as_posix()
        if path.is_file() and not name.endswith(".gz"):
            code, headers, body = server.ask(f"/{name.removesuffix('index.html')}")
            assert (code, body) == (200, path.read_bytes()), name
            assert headers["x-content-type-options"] == "nosniff", name
    assert server.ask("/situations")[1]["location"] == "/situations/"
    for name, lang in (("/nowhere/", "vi"), ("/en/nowhere/", "en")):
        code, headers, body = server.ask(name)
        assert (code, headers["cache-control"]) == (404, "no-cache")
        assert f'<html lang="{lang}"'.encode() in body


KINDS = {
    "index.html": "text/html; charset=utf-8",
    "sw.js": "text/javascript; charset=utf-8",
    "sitemap.xml": "application/xml",
    "assets/*/index/index.json": "application/json; charset=utf-8",
    "assets/*/mark.svg": "image/svg+xml; charset=utf-8",
    "assets/*/playbook.mjs": "text/javascript; charset=utf-8",
    "en/assets/*/index/*/words-0.json": "application/json; charset=utf-8",
}
LASTING = list(KINDS)[-3:]
"""What holds a digest in its address."""


def named(server: Server, pattern: str) -> str:
    """The address of a file."""
    return f"/{next(server.site.glob(pattern)).relative_to(server.site).as_posix()}"


def test_types_headers_caching_and_what_is_compressed_beforehand(server: Server) -> None:
    for pattern, kind in KINDS.items():
        name = named(server, pattern)
        code, headers, _ = server.ask(name)
        assert (code, headers["content-type"]) == (200, kind), name
        for header, value in HEADERS.items():
            assert headers[header.lower()] == value, "the policy is the pages' own, and more"
        assert {"x-frame-options", "x-robots-tag", "cross-origin-opener-policy"} <= headers.keys()
        assert "nginx/" not in headers["server"]
        lasting = pattern in LASTING
        for code, asked in (
            (200, {}),
            (206, {"Range": "bytes=0-9"}),
            (304, {"If_None_Match": headers["etag"]}),
        ):
            found, headers, _ = server.ask(name, True, "GET", **asked)
            said = headers["cache-control"]
            assert (found, said == "no-cache", "immutable" in said) == (code, not lasting, lasting)
    for name in ("/", *(named(server, pattern) for pattern in LASTING[1:])):
        _, headers, plain = server.ask(name)
        assert "content-encoding" not in headers
        code, headers, body = server.ask(name, Accept_Encoding="gzip")
        assert (code, headers["content-encoding"]) == (200, "gzip")
        assert gzip.decompress(body) == plain
        assert "Accept-Encoding" in headers["vary"]
        assert len(body) < len(plain)
    assert server.ask("/index.html.gz")[0] == 404


def test_a_sign_in_that_is_down_lets_nobody_in(server: Server, monkeypatch: Patch) -> None:
    for said, code in ((503, 500), (403, 403)):
        monkeypatch.setattr(SignIn, "do_GET", lambda self, said=said: self.send_error(said))
        for pattern in KINDS:
            found, headers, body = server.ask(named(server, pattern))
            assert (found, headers["cache-control"]) == (code, "no-cache"), "kept for no time"
            assert b"docs" not in body
