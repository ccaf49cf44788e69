"""The frame, the home page, the keys and the paper: what a new user meets first."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from browsing import Watched, violations
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from macros.model import LANGS, Lang
from scripts import print as paper
from scripts.project import ROOT

PREFIX = {"vi": "", "en": "en/"}
FIRST = """a => {
  const box = a.getBoundingClientRect();
  return box.height > 0 && box.bottom <= innerHeight && box.right <= innerWidth;
}"""


def inside(page: Page, selector: str) -> int:
    """How many of these lie wholly on the first screen."""
    count: int = page.eval_on_selector_all(selector, f"all => all.filter({FIRST}).length")
    return count


@pytest.mark.parametrize("lang", LANGS)
def test_a_phones_first_screen_asks_and_offers(
    lang: Lang, context: BrowserContext, real: str
) -> None:
    page = context.new_page()
    page.goto(real + PREFIX[lang])
    assert inside(page, "h1") == 1
    assert inside(page, ".pb-search-box") == 1
    assert inside(page, "a.pb-door") >= 4
    for part in (
        ".pb-brand",
        ".md-header__option label:not([hidden])",
        ".pb-lang",
        ".pb-search-open",
        ".pb-menu summary",
    ):
        assert inside(page, part) == 1, f"{part} is cut off"


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_thing_to_say_is_on_a_phones_first_screen(
    lang: Lang, context: BrowserContext, real: str, real_site: Path
) -> None:
    page = context.new_page()
    for situation in sorted((real_site / "situations").glob("*/index.html")):
        page.goto(f"{real}{PREFIX[lang]}situations/{situation.parent.name}/")
        assert inside(page, ".pb-say [data-words]") == 1, situation.parent.name


def test_a_question_mark_shows_the_keys_and_they_can_be_turned_off(
    context: BrowserContext, local: str
) -> None:
    page = context.new_page()
    page.goto(local + "cases/", wait_until="networkidle")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Phím tắt")
    expect(dialog).to_be_visible()
    assert not [line for line in violations(page).splitlines() if "pb-keys" in line]
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    for key in ("?", "h", "/", "s"):
        page.keyboard.press(key)
    expect(dialog).to_be_hidden()
    expect(page.locator("#__search")).not_to_be_checked()
    assert page.url.endswith("/cases/")
    page.reload(wait_until="networkidle")
    page.get_by_role("button", name="Phím tắt").click()
    page.get_by_role("checkbox", name="Dùng phím tắt một phím").check()
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    page.wait_for_url(local)


@pytest.mark.parametrize("lang", LANGS)
def test_a_wrong_address_leads_on_in_both_languages(
    lang: Lang, context: BrowserContext, local: str
) -> None:
    page = context.new_page()
    page.goto(local + PREFIX[lang] + "no/such/page/")
    targets = {
        page.evaluate("a => a.href", link)
        for link in page.locator(".pb-missing a").element_handles()
    }
    assert targets == {local, local + "en/", local + "finder/", local + "en/finder/"}
    expect(page.locator(".pb-missing [data-open-search]")).to_be_visible()


@pytest.mark.parametrize(("query", "size"), [("", (595, 842)), ("?print=card", (298, 420))])
def test_paper_has_two_sizes(
    query: str, size: tuple[int, int], context: BrowserContext, local: str
) -> None:
    page = context.new_page()
    page.goto(f"{local}checklists/answer/{query}", wait_until="networkidle")
    made = page.pdf(prefer_css_page_size=True)
    boxes = {
        (round(float(w)), round(float(h)))
        for w, h in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", made)
    }
    assert all(
        abs(got - want) <= 1 for box in boxes for got, want in zip(box, size, strict=True)
    ), boxes
    page.emulate_media(media="print")
    expect(page.locator("header.pb-header")).to_be_hidden()
    expect(page.locator(".pb-do").first).to_be_visible()


def test_one_command_prints_every_checklist_situation_and_phrase(
    chromium: Browser, tmp_path: Path, real_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "LANGS", ("vi",))
    monkeypatch.setattr(paper, "PRINTED", paper.PRINTED[:1])
    (file,) = paper.write(chromium, real_site, ROOT / "docs", tmp_path)
    assert file.name == "checklists-vi.pdf"
    assert len(re.findall(rb"/Type /Page\b", file.read_bytes())) >= len(
        list((ROOT / "docs/vi/checklists").glob("[!i]*.md"))
    )


MOVED = """new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) window.moved = (window.moved ?? 0) + shift.value;
}).observe({ type: "layout-shift", buffered: true })"""


def test_nothing_moves_under_a_finger_while_scripts_come(watched: Watched, local: str) -> None:
    """Chrome calls a page steady up to a shift of 0.1; these are used in a hurry."""
    page = watched.page
    page.add_init_script(MOVED)

    def slowly(route: Route) -> None:
        time.sleep(0.05)
        route.continue_()

    page.route("**/*.mjs", slowly)
    for path in ("", "situations/client-calls/", "checklists/answer/", "phrases/go-on/"):
        page.goto(local + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.moved ?? 0") < 0.05, path
