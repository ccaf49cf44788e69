from __future__ import annotations

import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from conftest import Capture, Patch, change, copied, free, write

from scripts import project, serve

Get = Callable[..., tuple[int, str, Mapping[str, str]]]


@pytest.fixture
def get(small: Path) -> Iterator[Get]:
    """The small project served; gives a function from an address to its answer."""
    server = serve.prepare(free())
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()

    def ask(path: str, **headers: str) -> tuple[int, str, Mapping[str, str]]:
        try:
            asked = urllib.request.Request(server.url + path, headers=headers)
            answer = urllib.request.urlopen(asked)
        except urllib.error.HTTPError as error:
            answer = error
        except urllib.error.URLError:  # it has only begun
            return 0, "", {}
        with answer:
            return answer.status, answer.read().decode(), dict(answer.headers)

    assert comes(ask, "", "Xin chào")
    yield ask
    server.shutdown()
    thread.join()
    server.site.close()


def comes(get: Get, path: str, words: str) -> bool:
    """Wait for words to appear; generous, for this is no measurement."""
    for _ in range(300):
        if words in get(path)[1]:
            return True
        time.sleep(0.1)
    return False


def test_both_languages_are_served_as_a_web_server_would(get: Get) -> None:
    assert "Xin chào" in get("")[1]
    assert "Hello" in get("en/")[1]
    assert "Hello" in get("en")[1]
    code, page, _ = get("nowhere/")
    assert code == 404
    assert "<html" in page


def test_a_page_comes_with_the_policy_of_the_web_server(get: Get) -> None:
    for path in ("", "nowhere/", "livereload/script.js?7"):
        headers = get(path)[2]
        assert {name: headers[name] for name in serve.HEADERS} == serve.HEADERS
    scripts = re.findall("<script[^>]*>[^<]*", get("")[1])
    assert scripts, "it reloads"
    assert all(re.fullmatch(r'<script src="/livereload/script\.js\?\d+">', s) for s in scripts)
    assert "livereload(7, 0);" in get("livereload/script.js?7")[1]


def test_a_site_that_takes_this_machines_address_reads_nothing(get: Get) -> None:
    for host in ("localhost", "localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert get("", Host=host)[0] == 200
    for host in ("evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.a", ""):
        for path in ("", "livereload/script.js?7", "livereload/1/1"):
            code, words, _ = get(path, Host=host)
            assert (code, "chào" in words) == (403, False), host


def test_nothing_is_rendered_that_check_refuses(small: Path) -> None:
    write(small, {"docs/en/index.md": "---\ntitle: Home\n---\n\n{{ 'a' * 1000000000 }}\n"})
    made = serve.Site(free())
    try:
        assert not made.build()
    finally:
        made.close()
    assert not list((small / ".work").rglob("*.html"))


def test_an_edit_shows_and_a_broken_one_does_not(get: Get, small: Path, capfd: Capture) -> None:
    write(small, {"docs/en/index.md": "---\ntitle: Home\n---\n\nGood day.\n"})
    assert comes(get, "en/", "Good day")
    write(small, {"docs/en/index.md": "---\ntitle: a: b\n---\n\nBroken.\n"})
    said = ""
    for _ in range(300):
        said += capfd.readouterr().out
        if "Not built" in said:
            break
        time.sleep(0.1)
    assert "docs/en/index.md:2:" in said
    assert "the last good pages stay" in said
    assert "Good day" in get("en/")[1]
    write(small, {"docs/en/index.md": "---\ntitle: Home\n---\n\nMended.\n"})
    assert comes(get, "en/", "Mended")


def test_a_record_shows_at_once_and_is_found(tmp_path: Path, monkeypatch: Patch) -> None:
    docs = copied(tmp_path) / "docs"
    monkeypatch.setattr(project, "ROOT", tmp_path)
    server = serve.prepare(free())
    site, page = server.site, "principles/listen/index.html"
    try:
        assert site.build()
        change(docs, "vi/principles/listen.md", "# Nghe hết rồi hãy nói", "# Nghe cặn kẽ")
        assert site.build()
        assert "Nghe cặn kẽ" in (site.shown / page).read_text("utf-8")
        old, other = found(site.shown), found(site.shown / "en")
        assert "Nghe cặn kẽ" not in old
        asked = {
            "PATH_INFO": "/assets/index/index.json",
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": "",
            "HTTP_HOST": "localhost:8000",
        }
        list(server.serve_request(asked, lambda *_: None))
        assert "Nghe cặn kẽ" in found(site.shown)
        assert found(site.shown / "en") != other, "an English page is found by its Vietnamese title"
    finally:
        site.close()
        server.server_close()


def found(site: Path) -> str:
    """What the search knows of every page."""
    files = sorted((site / "assets/index").glob("*/*.json"))
    return "\n".join(path.read_text("utf-8") for path in files)


def test_a_style_sheet_is_only_copied(small: Path, monkeypatch: Patch) -> None:
    sheet = small / "macros/theme/assets/x.css"
    write(small, {"macros/theme/assets/x.css": "a{}"})
    site = serve.Site(free())
    try:
        assert site.build()
        monkeypatch.setattr(serve.Site, "remake", None)
        sheet.write_text("b{} c{}", "utf-8")
        assert site.build()
    finally:
        site.close()
    for root in (site.shown, site.shown / "en"):
        assert (root / "assets/x.css").read_text("utf-8") == "b{} c{}"


def test_a_template_and_python_are_content_too(get: Get, small: Path) -> None:
    write(
        small,
        {
            "macros/theme/main.html": "<title>New look</title>{{ page.content }}",
            "macros/hook.py": "x = 1\n",
        },
    )
    assert comes(get, "", "New look")
    assert comes(get, "en/", "New look")
