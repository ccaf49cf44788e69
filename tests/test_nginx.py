"""The configuration for a web server, run by a real nginx with a sign-in service of ours."""

from __future__ import annotations

import getpass
import gzip
import http.client
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts import build
from scripts.project import ROOT

CONF = (ROOT / "deploy/nginx.conf").read_text("utf-8")
MAIN = """{user}
error_log stderr;
pid {folder}/nginx.pid;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fast;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/playbook.conf;
}}
"""


def nginx() -> str:
    """The program, installed where this machine lets us; else the test says why it is left out."""
    if not (found := shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")):
        if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
            pytest.skip("there is no nginx here, and only root may install one")
        for args in (
            ["update", "-q"],
            ["install", "-qy", "--no-install-recommends", "nginx-light"],
        ):
            subprocess.run(["apt-get", *args], capture_output=True)
        found = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if not found:
        pytest.skip("nginx could not be installed from apt")
    return found


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class SignIn(BaseHTTPRequestHandler):
    """A sign-in service: whoever has the cookie is signed in."""

    def do_GET(self) -> None:
        asked = self.path.split("?")[0]
        code = (
            200
            if asked != "/oauth2/auth"
            else 202
            if "session=good" in self.headers.get("Cookie", "")
            else 401
        )
        self.send_response(code)
        self.end_headers()
        if asked != "/oauth2/auth":
            self.wfile.write(b"Who are you?")

    def log_message(self, *_: object) -> None:
        pass


Answer = tuple[int, dict[str, str], bytes]


class Server:
    def __init__(self, port: int, site: Path, sign_in: ThreadingHTTPServer) -> None:
        self.port, self.site, self.sign_in = port, site, sign_in

    def ask(self, path: str, signed: bool = True, method: str = "GET", **headers: str) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        cookie = {"Cookie": "session=good"} if signed else {}
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
        yield Server(port, copy, sign_in)
        run.terminate()
        run.wait(20)
    sign_in.shutdown()


def test_without_sign_in_nothing_but_the_sign_in_answer_comes_back(server: Server) -> None:
    files = [
        path.relative_to(server.site).as_posix()
        for path in server.site.rglob("*")
        if path.is_file()
    ]
    assert {
        "index.html",
        "search/search_index.json",
        "en/search/search_index.json",
        "404.html",
        "sitemap.xml",
    } <= set(files)
    pages = [name.removesuffix("index.html") for name in files if name.endswith("index.html")]
    odd = [
        "situations",
        "nowhere",
        "en/nowhere",
        "../etc/passwd",
        "%2e%2e/x",
        "-/signed-in",
        "sw.js",
        "service-worker.js",
        "index.html?oauth2/",
        "oauth2/../index.html",
    ]
    for name in files + pages + odd:
        code, headers, body = server.ask(f"/{name}", signed=False, Accept_Encoding="gzip")
        told = server.site.joinpath(name).read_bytes() if name in files else b"\0"
        assert code in (302, 400, 401, 404), (name, code)
        assert code in (302, 400) or "signed-in" in name, (name, code)
        assert told not in body
        assert len(body) < 200, name
        assert code != 302 or headers["location"].startswith("/oauth2/start?rd=/"), name
        assert code != 302 or headers["cache-control"] == "no-store"
        assert "etag" not in headers
        assert "last-modified" not in headers
    for method, more in (
        ("HEAD", {}),
        ("POST", {}),
        ("GET", {"Range": "bytes=0-9"}),
        ("GET", {"If_None_Match": "*"}),
    ):
        assert server.ask("/search/search_index.json", False, method, **more)[0] == 302
    assert server.ask("/oauth2/start", signed=False)[2] == b"Who are you?"


def test_signed_in_every_page_and_file_comes_as_it_is(server: Server) -> None:
    for path in server.site.rglob("*"):
        name = path.relative_to(server.site).as_posix()
        if path.is_file() and not name.endswith(".gz"):
            code, headers, body = server.ask(f"/{name.removesuffix('index.html')}")
            assert (code, body) == (200, path.read_bytes()), name
            assert headers["x-content-type-options"] == "nosniff", name
    assert server.ask("/situations")[0:2:1][1]["location"] == "/situations/"


def test_types_headers_and_caching(server: Server) -> None:
    kinds = {
        "/": "text/html; charset=utf-8",
        "/assets/playbook.mjs": "text/javascript; charset=utf-8",
        "/sitemap.xml": "application/xml",
        "/assets/mark.svg": "image/svg+xml; charset=utf-8",
    }
    for name, kind in kinds.items():
        code, headers, _ = server.ask(name)
        assert (code, headers["content-type"]) == (200, kind), name
        for header in (
            "x-frame-options",
            "referrer-policy",
            "permissions-policy",
            "x-robots-tag",
            "cross-origin-opener-policy",
        ):
            assert header in headers, (name, header)
        assert headers["cache-control"] == "no-cache"
        assert server.ask(name, If_None_Match=headers["etag"])[0] == 304
        assert "nginx/" not in headers["server"]
    (hashed,) = list((server.site / "assets/javascripts").glob("bundle.*.min.js"))
    assert "immutable" in server.ask(f"/assets/javascripts/{hashed.name}")[1]["cache-control"]


def test_what_is_compressed_beforehand_is_sent_so(server: Server) -> None:
    index = max((server.site / "en/search").glob("*.json"), key=lambda path: path.stat().st_size)
    for name in ("/", "/assets/playbook.css", f"/en/search/{index.name}"):
        _, plain_headers, plain = server.ask(name)
        code, headers, body = server.ask(name, Accept_Encoding="gzip")
        assert (code, headers["content-encoding"], "content-encoding" in plain_headers) == (
            200,
            "gzip",
            False,
        )
        assert gzip.decompress(body) == plain
        assert "Accept-Encoding" in headers["vary"]
        assert len(body) < len(plain)
    assert server.ask("/index.html.gz")[0] == 404


def test_a_missing_page_answers_in_its_language(server: Server) -> None:
    for name, lang in (("/nowhere/", "vi"), ("/en/nowhere/", "en")):
        code, headers, body = server.ask(name)
        assert code == 404
        assert f'<html lang="{lang}"'.encode() in body
        assert headers["cache-control"] == "no-cache"


def test_a_sign_in_that_is_down_lets_nobody_in(server: Server) -> None:
    real = server.sign_in.RequestHandlerClass.do_GET  # type: ignore[attr-defined]
    try:
        server.sign_in.RequestHandlerClass.do_GET = lambda self: self.send_error(503)  # type: ignore[attr-defined]
        code, _, body = server.ask("/search/search_index.json")
    finally:
        server.sign_in.RequestHandlerClass.do_GET = real  # type: ignore[attr-defined]
    assert code == 500
    assert b"docs" not in body
