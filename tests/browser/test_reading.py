"""The built site in a real browser, as a reader has it: a desk and a phone, in both languages."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from macros.model import FOLDERS, LANGS, Lang
from scripts import browser, links

SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
# The last four keep the browser from calling home, which a closed network answers with a flood of errors.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("PLAYBOOK_BROWSER") or browser.ensure()
    root = ["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []  # its sandbox refuses root
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS + root)
        yield started
        started.close()


@pytest.fixture(scope="module")
def local(site: Path) -> Iterator[str]:
    with links.served(site) as address:
        yield address


class Watched:
    """A page, and everything that went wrong on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("response", lambda answer: self.errors.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
        page.on("request", lambda asked: self.errors.append(f"left for {asked.url}") if not self.ours(asked.url) else None)

    @staticmethod
    def ours(url: str) -> bool:
        return urlsplit(url).hostname == "127.0.0.1" or url.startswith(("data:", "blob:"))


@pytest.fixture(params=SIZES)
def watched(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Watched]:
    size = SIZES[request.param]
    context = chromium.new_context(
        viewport={"width": size["width"], "height": size["height"]}, is_mobile=request.param == "phone", has_touch=request.param == "phone"
    )
    yield Watched(context.new_page())
    context.close()


def samples(site: Path) -> list[str]:
    """The home page, the index of each type, and the first record of each."""
    found = [""]
    for folder in FOLDERS:
        pages = sorted(page.parent.relative_to(site).as_posix() + "/" for page in (site / folder).rglob("index.html"))
        found += pages[:2]
    return found


def violations(page: Page) -> str:
    result = Axe().run(page).response["violations"]
    return "\n".join(f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:3]}" for one in result)


@pytest.mark.parametrize("lang", LANGS)
def test_pages_open_without_an_error_and_for_everybody(lang: Lang, watched: Watched, local: str, site: Path) -> None:
    page, found = watched.page, []
    for path in samples(site):
        url = local + ("en/" if lang == "en" else "") + path
        page.goto(url, wait_until="networkidle")
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").first.inner_text().strip()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [
            f"{path}: {problem}" for problem in [violations(page), *watched.errors, f"{wide} px too wide" if wide > 0 else ""] if problem
        ]
        watched.errors.clear()
    assert not found, "\n".join(found)


def test_the_language_switch_lands_on_the_same_page(watched: Watched, local: str, site: Path) -> None:
    page = watched.page
    for path in samples(site):
        page.goto(local + path)
        for lang, there in (("en", f"{local}en/{path}"), ("vi", local + path)):
            switch = page.locator(f"header a[hreflang={lang}]")
            if not switch.is_visible():  # a menu, as in the stock theme
                page.locator("header .md-select button").click()
            switch.click()
            page.wait_for_url(there)
            assert page.locator("html").get_attribute("lang") == lang
    assert not watched.errors


def test_a_wrong_address_gets_a_page_that_helps(watched: Watched, local: str) -> None:
    for path in ("nowhere/at/all/", "en/nowhere/"):
        answer = watched.page.goto(local + path)
        assert answer
        assert answer.status == 404
        assert watched.page.locator("a").count()
