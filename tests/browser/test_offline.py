"""The whole playbook on the reader's device: kept, renewed, read without a network, removed."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scripts import browser, build, links, verify_site
from scripts.serve import HEADERS

READY = {"vi": "Đã sẵn sàng khi mất mạng", "en": "Ready for when the network is off"}
KEPT = """async () => {
  const names = await caches.keys();
  return names.length ? (await (await caches.open(names[0])).keys()).map(({url}) => url) : null;
}"""
SHOWS = """async version => {
  const now = await caches.match(new URL("/-/kept/now/", location));
  return now && (await now.json()).version === version;
}"""
KEEP = (
    "navigator.serviceWorker.getRegistration().then(got => got.active.postMessage({want: 'keep'}))"
)
EMPTY = "caches.keys().then(names => !names.length)"
STORED = "JSON.stringify(Object.entries(localStorage).sort())"


class Host:
    """A copy of the site, and a web server for it that can fall silent or ask who one is."""

    def __init__(self, site: Path, folder: Path) -> None:
        self.site = folder / "site"
        shutil.copytree(site, self.site)
        self.is_down = self.is_out = False
        self.listing = ""  # "late" or "never": how build.json is answered
        self.added = b""  # to every page on its way
        self.asked: list[str] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                host.asked.append(self.path)
                if "build.json" in self.path and host.listing == "late":
                    time.sleep(3)
                if host.is_down:
                    self.close_connection = True
                elif host.is_out:
                    leads = self.headers.get("Sec-Fetch-Mode") == "navigate"
                    self.send(302 if leads else 401, b"", Location="http://localhost:1/who")
                elif "build.json" in self.path and host.listing == "never":
                    self.send(503, b"")
                else:
                    self.file(unquote(urlsplit(self.path).path)[1:])

            def file(self, name: str) -> None:
                path = host.site / name
                if path.is_dir():
                    path /= "index.html"
                code = 200 if path.is_file() else 404
                path = path if code == 200 else host.site / "404.html"
                kind = guess_type(path.name)[0] or "application/octet-stream"
                body = path.read_bytes() + (host.added if path.suffix == ".html" else b"")
                self.send(code, body, **{"Content-Type": kind}, **HEADERS)

            def send(self, code: int, body: bytes, **headers: str) -> None:
                self.send_response(code)
                for key, value in (headers | {"Content-Length": str(len(body))}).items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = links.Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def change(self, name: str, old: str, new: str, *, listed: bool = True) -> None:
        """Put a new version up, or a broken one: a file that is not what its list says."""
        (path,) = self.site.glob(name)
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        if listed:
            self.publish()

    def publish(self) -> None:
        """Name and list what stands there now."""
        for home in (self.site, self.site / "en"):
            (assets,) = (home / "assets").iterdir()
            assets.rename(home / "parts")
            (home / "assets").rmdir()
            (home / "parts").rename(home / "assets")
            for page in home.rglob("*.html"):
                text = page.read_text("utf-8").replace(f"assets/{assets.name}/", "assets/")
                page.write_text(text, "utf-8")
        build.versioned(self.site)
        verify_site.write(self.site, "new", 1)

    def release(self, name: str) -> None:
        """Put up a version whose phrases say so, and one script; and with another index."""
        for page in self.site.glob("phrases/*/index.html"):
            page.write_text(page.read_text("utf-8").replace("<h1", f"<h1 data-{name}"), "utf-8")
        for lead in self.site.glob("assets/*/index/index.json"):
            old = json.loads(lead.read_text("utf-8"))["in"]
            lead.write_text(lead.read_text("utf-8").replace(old, old[::-1]), "utf-8")
            (lead.parent / old).rename(lead.parent / old[::-1])
        said = f"\nwindow.mixed = '{name}';\nfor (const page"
        self.change("assets/*/practice.mjs", "\nfor (const page", said)


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Host]:
    made = Host(site, tmp_path)
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, service_workers="allow"
    )
    yield made
    made.close()


def visited(context: BrowserContext, host: Host, lang: str = "vi") -> Page:
    """The page of all runs, once it says that all is kept."""
    page = context.new_page()
    page.goto(f"{host.address}{'en/' if lang == 'en' else ''}runs/")
    ready(page, lang)
    return page


def ready(page: Page, lang: str = "vi") -> None:
    expect(page.locator("[data-offline] [role=status]")).to_contain_text(READY[lang])


def cut(context: BrowserContext, host: Host) -> None:
    context.set_offline(True)
    host.is_down = True


def until(page: Page, script: str, argument: str = "") -> None:
    """Wait until a script says so; Playwright's own way takes a promise for a yes."""
    for _ in range(600):
        if page.evaluate(script, argument):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {script}")


def version(host: Host) -> str:
    return verify_site.digest((host.site / "build.json").read_bytes())


def files(host: Host) -> dict[str, str]:
    made: dict[str, str] = json.loads((host.site / "build.json").read_text("utf-8"))["files"]
    return made


def test_pages_never_visited_search_and_ticks_work_without_a_network(
    context: BrowserContext, host: Host
) -> None:
    page = visited(context, host)
    expect(page.get_by_text("hôm nay.")).to_be_visible()
    kept = page.evaluate(KEPT)
    for name, digest in files(host).items():
        kind = name.rpartition(".")[2]
        if kind in {"html", "css", "mjs", "json"}:
            assert any(url.endswith(f"/{digest}.{kind}") for url in kept), name
    assert len(kept) == len(set(kept))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    cut(context, host)
    page.reload()
    ready(page)
    for prefix in ("", "en/"):
        page.goto(host.address + prefix, wait_until="networkidle")
        page.keyboard.press("/")
        page.keyboard.type("khach goi" if not prefix else "client calls", delay=5)
        expect(page.locator("#search-hits a").first).to_be_visible()
        for folder in ("situations", "checklists", "phrases", "texts", "paths"):
            page.goto(f"{host.address}{prefix}{folder}/")
            expect(page.locator("h1")).to_be_visible()
            name = next(iter(sorted((host.site / folder).glob("*/index.html")))).parent.name
            page.goto(f"{host.address}{prefix}{folder}/{name}/?path=none")
            expect(page.locator("h1")).to_be_visible()
        page.goto(f"{host.address}{prefix}finder/")
        expect(page.locator("[data-finder]")).to_be_visible()
        (name, *_) = sorted(one.parent.name for one in (host.site / "checklists").glob("*/*.html"))
        page.goto(f"{host.address}{prefix}checklists/{name}/?start", wait_until="networkidle")
        page.locator(".pb-tick input").first.check()
        expect(page).to_have_url(re.compile(r"\?run="))
        page.reload()
        expect(page.locator(".pb-tick input").first).to_be_checked()
    assert not errors


def test_a_browser_that_is_never_idle_keeps_it_too(context: BrowserContext, host: Host) -> None:
    busy = "requestIdleCallback = (task, { timeout } = {}) => timeout && setTimeout(task, timeout)"
    context.add_init_script(busy)
    visited(context, host)


def test_an_unknown_address_and_one_without_its_slash_without_a_network(
    context: BrowserContext, host: Host
) -> None:
    page = visited(context, host, "en")
    cut(context, host)
    answer = page.goto(f"{host.address}en/nowhere/at-all/")
    assert answer
    assert answer.status == 404
    expect(page.locator("h1")).to_have_attribute("id", "missing-en")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    page.goto(f"{host.address}runs?run=1")
    expect(page).to_have_url(f"{host.address}runs/?run=1")


def test_a_new_version_is_taken_whole_and_costs_no_work(
    context: BrowserContext, host: Host
) -> None:
    page = visited(context, host)
    page.evaluate('localStorage.setItem(\'playbook:name\', \'{"v":1,"d":"Hoa"}\')')
    work = page.evaluate(STORED)
    host.change("finder/index.html", "<h1", "<h1 data-new")
    host.asked.clear()
    page.reload()
    until(page, SHOWS, version(host))
    fetched = {path for path in host.asked if "?" not in path}
    assert "/finder/" in fetched
    assert not any(path.startswith(("/assets/", "/en/", "/situations/")) for path in fetched)
    host.change("assets/*/said/later.mjs", "mất mạng: {} MB", "bản mới: {} MB")
    kept(context, host)
    assert "mất mạng: {} MB" in page.evaluate(ASK), "a page that is open goes on in its version"
    cut(context, host)
    page.goto(f"{host.address}finder/")
    expect(page.locator("h1[data-new]")).to_be_visible()
    page.goto(f"{host.address}runs/")
    expect(page.locator("[data-offline] [role=status]")).to_contain_text("bản mới")
    assert page.evaluate(STORED) == work


BASE = 'document.querySelector("[rel=modulepreload]").href'
ASK = f"""fetch(new URL("said/later.mjs", {BASE}), {{cache: "no-store"}})
  .then((got) => got.ok ? got.text() : "", String)"""


def kept(context: BrowserContext, host: Host) -> None:
    """What the server has is kept, by another tab."""
    other = context.new_page()
    other.goto(f"{host.address}finder/")
    until(other, SHOWS, version(host))
    other.close()


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_page_from_the_network_gets_no_part_of_another_version(
    context: BrowserContext, host: Host, is_whole: bool
) -> None:
    """It saw a version before that was kept, whole or never; then the server has a third one."""
    word = "bản B" if is_whole else "bản lỗi"
    page = visited(context, host)
    host.change("finder/index.html", "<h1", "<h1 data-b")
    host.change("assets/*/said/later.mjs", "mất mạng: {} MB", "bản B: {} MB")
    if not is_whole:
        host.change("assets/*/said/later.mjs", "bản B", word, listed=False)
    page.goto(f"{host.address}finder/", wait_until="networkidle")
    expect(page.locator("h1[data-b]")).to_be_visible()
    if is_whole:
        until(page, SHOWS, version(host))
    assert word in page.evaluate(ASK)
    host.change("finder/index.html", "data-b", "data-c")
    host.change("assets/*/said/later.mjs", word, "bản C")
    if is_whole:
        assert word in page.evaluate(ASK)
        assert page.locator("h1[data-b]").count() == 1
    else:
        assert not page.evaluate(ASK)
        expect(page.locator("h1[data-c]")).to_be_visible()
        assert "bản C" in page.evaluate(ASK)


LATE = f"void import(new URL('practice.mjs', {BASE})).catch(() => {{}})"
"""Asks for a part that the page has not asked for before."""
WORDS = "Chi Lan, thu sau"
STARTED = f"""Promise.all(["offline", "due", "record", "keys", "print", "search/box"]
  .map((name) => import(new URL(`${{name}}.mjs`, {BASE})))).then(() => null)"""
"""Ends once those of the page's scripts have started that come last."""


@pytest.mark.parametrize("case", ["signed out", "switched off", "typed", "about to type"])
def test_a_page_that_outlives_what_was_kept_is_loaded_anew_or_told_so(
    context: BrowserContext, host: Host, case: str
) -> None:
    other = visited(context, host)
    page = context.new_page()
    page.goto(f"{host.address}phrases/{slotted(host)}/", wait_until="networkidle")
    page.evaluate(STARTED)
    expect(page.locator("input[data-slot]").first).to_be_visible()
    if case == "switched off":
        other.get_by_role("switch").uncheck()
        until(page, EMPTY)
        host.release("b")
        other.get_by_role("switch").check()
        ready(other)
    else:
        host.is_out = True
        page.evaluate(KEEP)
        until(page, EMPTY)
        host.is_out = False
        host.release("b")
        kept(context, host)
    if "type" in case:
        field = page.locator("input[data-slot]").first
        if case == "about to type":
            field.focus()
        else:
            field.fill(WORDS)
        page.evaluate(LATE)
        expect(page.locator(".pb-toast")).to_contain_text("bản mới")
        field.fill(WORDS)
        expect(page.locator("input[data-slot]").first).to_have_value(WORDS)
        assert page.evaluate("window.mixed") is None
    else:
        page.evaluate(LATE)
        expect(page.locator("h1[data-b]")).to_be_visible()


def test_a_page_newer_than_all_that_was_kept_finds_after_the_next_version_too(
    context: BrowserContext, host: Host
) -> None:
    visited(context, host)
    host.listing = "never"
    host.release("b")
    page = context.new_page()
    page.goto(f"{host.address}phrases/{slotted(host)}/", wait_until="networkidle")
    page.evaluate(STARTED)
    expect(page.locator("input[data-slot]").first).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#search-hits a").first).to_be_visible()
    host.listing = ""
    host.release("c")
    kept(context, host)
    page.locator(".pb-search input").fill("khach goi")
    expect(page.locator("#search-hits mark").first).to_be_visible()
    expect(page.locator(".pb-search input")).to_have_value("khach goi")
    expect(page.locator("h1[data-c]")).to_be_visible()


@pytest.mark.parametrize("is_forced", [False, True])
def test_a_page_that_came_without_the_worker_finds_in_its_own_version(
    context: BrowserContext, host: Host, is_forced: bool
) -> None:
    page = visited(context, host)
    if is_forced:
        context.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})
        page.wait_for_load_state("networkidle")
        ready(page)
    page.evaluate("window.same = true")
    host.release("b")
    kept(context, host)
    page.keyboard.press("/")
    page.locator(".pb-search input").fill("khach goi")
    expect(page.locator("#search-hits mark").first).to_be_visible()
    page.evaluate(LATE)
    page.wait_for_timeout(500)
    assert page.evaluate("[window.same, window.mixed ?? null]") == [True, None]


@pytest.mark.parametrize("case", ["released", "halved"])
def test_a_server_that_changes_pages_or_lacks_parts_has_none_loaded_over_and_over(
    context: BrowserContext, host: Host, case: str
) -> None:
    host.added = b"<!-- seen -->"
    page = context.new_page()
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.on("load", lambda _: loads.append("load"))
    page.goto(f"{host.address}runs/", wait_until="networkidle")
    status = page.locator("[data-offline] [role=status]")
    expect(status).to_contain_text("Chưa giữ được trọn bản")
    page.goto(f"{host.address}finder/", wait_until="networkidle")
    page.evaluate(STARTED)
    page.wait_for_timeout(500)
    assert loads.count("load") == 2
    if case == "released":
        host.release("b")
    else:
        (parts,) = host.site.glob("assets/*/index/*/")
        shutil.rmtree(parts)
    page.keyboard.press("/")
    page.locator(".pb-search input").fill("khach goi")
    found, said = page.locator("#search-hits mark").first, page.locator(".pb-search-said")
    if case == "released":
        expect(found).to_be_visible()
    else:
        expect(said).to_contain_text("Không tải được")
    page.wait_for_timeout(1500)
    assert loads.count("load") == 3


@pytest.fixture
def returning(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that keeps pages for the way back, as readers' do, and a light one does not."""
    plain = ["--disable-back-forward-cache"]
    started = browser.start(chromium.browser_type, is_full=True, ignore_default_args=plain)
    assert started
    yield started.new_context()
    started.close()


FULL = """() => {
  for (let size = 2 ** 20, at = 0; size >= 1; at++) {
    try { localStorage.setItem(`other${at}`, "x".repeat(size)); } catch { size = size >> 1; }
  }
}"""


def slotted(host: Host) -> str:
    pages = sorted(host.site.glob("phrases/*/index.html"))
    return next(one.parent.name for one in pages if 'data-slot="' in one.read_text("utf-8"))


@pytest.mark.parametrize("case", ["released", "untyped", "untold", "full"])
def test_the_way_back_costs_nothing_that_was_typed(
    returning: BrowserContext, host: Host, case: str
) -> None:
    page = visited(returning, host)
    host.listing = "late" if case == "untold" else ""
    lists = sorted(one.parent.name for one in host.site.glob("checklists/*/index.html"))
    path = f"checklists/{lists[0]}/" if case == "full" else f"phrases/{slotted(host)}/"
    page.goto(host.address + path, wait_until="load" if case == "untold" else "networkidle")
    field = page.locator("#run-notes" if case == "full" else "input[data-slot]").first
    if case == "full":
        page.evaluate(FULL)
    if case != "untyped":
        field.fill(WORDS)
    page.evaluate("addEventListener('pageshow', (event) => { window.back = event.persisted; })")
    page.evaluate("window.same = true")
    page.evaluate("location.href = '../'")
    page.wait_for_url(re.compile(r"(phrases|checklists)/$"))
    if case == "untold":
        page.wait_for_timeout(4000)
    else:
        host.release("b")
        kept(returning, host)
    page.evaluate("setTimeout(() => history.back(), 50)")
    page.wait_for_url(host.address + path + "**", wait_until="commit")
    page.wait_for_timeout(1500)
    assert page.evaluate("[window.back, window.same]") == [True, True]
    if case != "untyped":
        expect(field).to_have_value(WORDS)
    page.evaluate(LATE)
    page.wait_for_timeout(500)
    assert page.evaluate("[window.same, window.mixed ?? null]") == [True, None]


def test_a_broken_version_leaves_the_old_one(context: BrowserContext, host: Host) -> None:
    page = visited(context, host)
    host.change("principles/index.html", "<h1", "<h1 data-good")
    host.change("finder/index.html", "<h1", "<h1 data-new")
    host.change("principles/index.html", "<h1", "<h1 data-bad", listed=False)
    host.asked.clear()
    while host.asked.count("/principles/") < 2:  # one try ends before the next begins
        page.reload()
        page.wait_for_timeout(500)
    assert not page.evaluate(SHOWS, version(host))
    page.goto(f"{host.address}finder/")  # the network's page, whole
    expect(page.locator("h1[data-new]")).to_be_visible()
    cut(context, host)
    page.goto(f"{host.address}finder/")
    expect(page.locator("h1:not([data-new])")).to_be_visible()
    page.goto(f"{host.address}principles/")
    expect(page.locator("h1:not([data-bad])")).to_be_visible()


def test_signed_out_nothing_is_served_and_nothing_stays(
    context: BrowserContext, host: Host
) -> None:
    page = visited(context, host)
    other = context.new_page()
    other.goto(f"{host.address}principles/")
    host.is_out = True
    with pytest.raises(Exception, match=r"ERR_|interrupted"):  # there is no sign-in to be led to
        page.goto(f"{host.address}finder/")
    until(other, EMPTY)
    other.wait_for_timeout(500)
    assert other.evaluate(EMPTY), "and nothing comes back"
    cut(context, host)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"{host.address}runs/")


def test_a_session_that_ends_while_a_page_is_open_clears_too(
    context: BrowserContext, host: Host
) -> None:
    page = visited(context, host)
    host.is_out = True
    page.evaluate(KEEP)
    until(page, EMPTY)


def test_the_switch_removes_all_and_brings_it_back(context: BrowserContext, host: Host) -> None:
    page = visited(context, host)
    page.get_by_role("switch").uncheck()
    expect(page.locator("[data-offline] [role=status]")).to_have_text(
        "Đã tắt. Máy này không giữ bản nào."
    )
    assert page.evaluate(KEPT) is None
    page.goto(f"{host.address}finder/")
    page.goto(f"{host.address}runs/")
    expect(page.get_by_role("switch")).not_to_be_checked()
    assert page.evaluate(KEPT) is None
    assert not page.evaluate("navigator.serviceWorker.getRegistration().then(Boolean)")
    page.get_by_role("switch").check()
    ready(page)
    cut(context, host)
    page.goto(f"{host.address}en/finder/")
    expect(page.locator("h1")).to_be_visible()


def test_an_answer_that_is_no_page_is_never_kept(context: BrowserContext, host: Host) -> None:
    host.change("en/finder/index.html", "<h1", "<h1 data-bad", listed=False)
    page = context.new_page()
    page.goto(f"{host.address}runs/")
    expect(page.locator("[data-offline] [role=status]")).to_contain_text("Chưa giữ được trọn bản")
    host.change("en/finder/index.html", "<h1 data-bad", "<h1", listed=False)
    page.reload()
    ready(page)
