"""The frame, the home page, the keys and the paper: what a new user meets first."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from browsing import BROKEN, Scales, Watched, heaviest, violations
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from macros.model import KINDS, LANGS, Checklist, Lang
from macros.rules import judged
from scripts import print as paper
from scripts.project import ROOT
from scripts.serve import HEADERS

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
    assert page.evaluate("document.querySelector('.pb-brand span').clientHeight") < 40, "two lines"
    assert inside(page, ".pb-search-box") == 1
    assert inside(page, "a.pb-door") >= 4
    for part in (
        ".pb-brand",
        "[data-palette]",
        ".pb-lang",
        ".pb-find-open",
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
    expect(page.locator(".pb-search")).to_have_count(0)
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
    chromium: Browser, real_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "LANGS", ("vi",))
    monkeypatch.setattr(paper, "PRINTED", paper.PRINTED[:1])
    pdfs = paper.papers(chromium, real_site, ROOT / "docs")
    assert list(pdfs) == ["checklists-vi.pdf"]
    lists = judged(ROOT / "docs", advise=False)[0].all(Checklist)
    assert len(re.findall(rb"/Type /Page\b", pdfs["checklists-vi.pdf"])) >= len(lists)


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
    cards = ("situations/client-calls/", "checklists/answer/", "phrases/go-on/", "texts/ring-back/")
    for path in ("", *cards):
        page.goto(local + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.moved ?? 0") < 0.05, path


META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')


def test_no_page_needs_an_inline_script(
    context: BrowserContext, local: str, real_site: Path
) -> None:
    """Pages of every kind are opened in test_reading.py."""
    page = context.new_page()
    page.add_init_script(BROKEN)
    page.goto(local, wait_until="networkidle")
    page.locator("[data-open-search]").first.click()
    page.locator(".pb-search input").fill("khách")
    expect(page.locator(".pb-search mark").first).to_be_visible()
    assert page.evaluate("window.broken") is None
    page.evaluate("document.body.setAttribute('onclick', 'window.ran = 1')")
    page.wait_for_function("window.broken")  # the page says itself what may run
    policy = HEADERS["Content-Security-Policy"].replace(" frame-ancestors 'none';", "")
    for file in real_site.rglob("*.html"):
        head = file.read_text("utf-8").partition("<script")[0].partition("<link")[0]
        assert META.findall(head) == [policy], f"{file}: before anything that it rules"


def test_forty_kilobytes_and_a_page_can_be_used(
    chromium: Browser, real: str, real_site: Path
) -> None:
    paths = heaviest(real_site)
    assert len(paths) > 25
    scales = Scales(chromium, real_site, real)
    for path in paths:
        sizes = scales.weigh(path)
        assert any(name.endswith("/playbook.mjs") for name in sizes)
        assert sum(sizes.values()) <= 40_000, (path, sizes)


CLASS = re.compile(r"\.(pb-[\w-]+)")


def test_a_page_asks_for_each_style_sheet_that_knows_its_classes(real_site: Path) -> None:
    (assets,) = real_site.glob("assets/*")
    sheets = {name: (assets / f"{name}.css").read_text() for name in ("learn", "work")}
    common = "".join((assets / f"{name}.css").read_text() for name in ("frame", "playbook"))
    own = {
        name: set(CLASS.findall(text)) - set(CLASS.findall(common)) for name, text in sheets.items()
    }
    own["work"] -= own["learn"]
    kinds = {f"pb-{kind}" for kind in KINDS}  # which say what a page is about, index pages too
    for file in real_site.rglob("*.html"):
        text = file.read_text("utf-8")
        given = {name for value in re.findall(r'class="([^"]*)"', text) for name in value.split()}
        for name, classes in own.items():
            missed = classes & given - kinds if f"/{name}.css" not in text else set()
            assert not missed, (file, name, missed)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_the_devices_or_the_readers(scheme: str, chromium: Browser, local: str) -> None:
    page = chromium.new_page(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    page.goto(local + "cases/", wait_until="networkidle")
    ground = expect(page.locator("body"))
    colours = {"light": "rgb(251, 248, 243)", "dark": "rgb(20, 25, 27)"}
    button = page.locator("button[data-palette]")
    ground.to_have_css("background-color", colours[scheme])
    for chosen in ("light", "dark"):
        button.click()
        expect(page.locator("html")).to_have_attribute("data-palette", chosen)
        ground.to_have_css("background-color", colours[chosen])
        page.reload(wait_until="domcontentloaded")
        ground.to_have_css("background-color", colours[chosen])
        page.wait_for_load_state("networkidle")
    button.click()
    expect(page.locator("html:not([data-palette])")).to_have_count(1)
    ground.to_have_css("background-color", colours[scheme])
    page.close()


@pytest.mark.parametrize("lang", LANGS)
def test_the_other_language_shows_the_same(lang: Lang, context: BrowserContext, local: str) -> None:
    other = "en" if lang == "vi" else "vi"
    page = context.new_page()
    page.goto(f"{local}{PREFIX[lang]}finder/?steps=call#top", wait_until="networkidle")
    page.locator(".pb-lang").click()
    page.wait_for_url(f"{local}{PREFIX[other]}finder/?steps=call#top")


def test_a_page_whose_scripts_do_not_start_says_so(context: BrowserContext, local: str) -> None:
    page = context.new_page()
    page.goto(local + "cases/", wait_until="networkidle")
    expect(page.locator(".pb-dead")).to_be_hidden()
    page.route("**/*.mjs", lambda route: route.fulfill(body="", content_type="application/zip"))
    page.goto(local + "checklists/answer/")
    expect(page.locator(".pb-dead")).to_be_visible()
    page.locator(".pb-find-open").click()
    page.wait_for_url(local + "finder/")


def test_a_page_says_so_where_a_part_that_comes_later_does_not(
    context: BrowserContext, local: str
) -> None:
    for part in ("handover.mjs", "search/box.mjs", "said/later.mjs", "keys.mjs", "print.mjs"):
        page = context.new_page()
        page.route(f"**/{part}", lambda route: route.fulfill(status=404, body="gone"))
        page.goto(local + "checklists/answer/")
        expect(page.locator(".pb-dead")).to_be_in_viewport()
        page.get_by_role("checkbox").last.check()
        expect(page.locator("[data-progress] p")).to_contain_text("Xong 1/")
        expect(page.locator(".pb-dead")).to_be_in_viewport()
        page.evaluate("localStorage.clear()")
        page.close()


def test_a_list_handed_over_by_a_link_that_cannot_be_read_yet_says_so(
    context: BrowserContext, local: str
) -> None:
    page = context.new_page()
    page.add_init_script("window.requestIdleCallback = () => {}")
    page.route("**/handover.mjs", lambda route: route.abort())
    page.goto(local + "checklists/answer/")
    page.locator("[data-start]").wait_for()
    expect(page.locator(".pb-dead")).to_be_hidden()
    page.evaluate("location.hash = '#ticks=steady'")
    expect(page.locator(".pb-dead")).to_be_in_viewport()


def test_the_first_stop_skips_the_frame(context: BrowserContext, local: str) -> None:
    page = context.new_page()
    page.goto(local + "contribute/", wait_until="networkidle")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Tới nội dung chính")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_forced_colours_show_the_page_one_is_on(context: BrowserContext, local: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(forced_colors="active")
    page.goto(local + "cases/")
    edge = "(a) => getComputedStyle(a).borderBottomColor"
    edges = page.locator(".pb-nav a").evaluate_all(f"all => all.map({edge})")
    current = page.locator(".pb-nav a[aria-current]").evaluate(edge)
    assert edges.count(current) == 1


FILLED = """() => [...document.querySelectorAll("main :is(a, button, summary)")].filter((one) => {
  const [own, around] = [one, one.parentElement].map((each) => getComputedStyle(each));
  return one.checkVisibility() && own.backgroundColor !== "rgba(0, 0, 0, 0)"
    && own.backgroundColor !== around.backgroundColor && (one.dataset.solid = 1);
}).length"""
BORDERLESS = """() => [...document.querySelectorAll("[data-solid]")]
  .filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) === 0)
  .map((one) => one.outerHTML)"""


def test_forced_colours_leave_every_button_an_edge(context: BrowserContext, local: str) -> None:
    page = context.new_page()
    filled = 0
    for path in (
        "situations/client-calls/",
        "checklists/answer/?start",
        "cases/the-call/",
        "paths/",
    ):
        page.emulate_media(forced_colors="none")
        page.goto(local + path, wait_until="networkidle")
        filled += page.evaluate(FILLED)
        page.emulate_media(forced_colors="active")
        assert page.evaluate(BORDERLESS) == [], path
    assert filled > 2
