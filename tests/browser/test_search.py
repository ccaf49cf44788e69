"""The search and the finder as a reader uses them: by mouse, by keys, and with storage denied."""

from __future__ import annotations

import gzip
import re
import unicodedata
from pathlib import Path

import pytest
import recall
from browsing import DENIED, home, in_both_lights, visit
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, expect

from macros.model import LANGS, Lang
from macros.search import fold
from scripts.project import ROOT

BOX = ".pb-search input"
HIT = ".pb-search [role=option]"
FIRST = f"{HIT}:first-child"
OPEN = "[data-open-search]"


def test_the_right_page_is_among_the_first_three_and_with_the_right_tones_first(
    chromium: Browser, real: str
) -> None:
    for lang in LANGS:
        queries = recall.read(lang)
        assert len(queries) >= 60
        answers = recall.ask(chromium, real, lang, queries)
        missed = [f"{one.query.words} -> {one.pages[:3]}" for one in answers if not one.within(3)]
        for style, (total, first, three) in recall.shares(answers).items():
            said = f"{lang}, {style}: {missed}\n{recall.table(answers)}"
            assert three >= 0.95 * total, said
            assert style != "tones" or first == total == 1, said


@pytest.mark.slow
def test_what_others_would_type_is_found_as_well(chromium: Browser, real: str) -> None:
    """Written from the pages alone, by people who did not know how the search works."""
    for path in recall.QUERIES.glob("*.*.yml"):
        queries = recall.read(path.stem)
        answers = recall.ask(chromium, real, path.stem[-2:], queries)
        right = sum(answer.within(3) for answer in answers)
        assert right >= 0.9 * len(queries), f"{path.name}\n{recall.table(answers)}"


def test_recall_counts_a_wrong_page_as_missed(chromium: Browser, local: str) -> None:
    wrong = [recall.Query("khách gọi", "seeded", ("tensions/listen-or-act/",))]
    assert recall.shares(recall.ask(chromium, local, "vi", wrong)) == {"seeded": (1, 0, 0)}


def test_the_queries_are_decomposed_where_they_say_so_and_name_pages_that_exist(
    real_site: Path,
) -> None:
    for file in recall.QUERIES.glob("*.yml"):
        pages = {page for query in recall.read(file.stem) for page in query.pages}
        missing = [page for page in pages if not (real_site / page / "index.html").is_file()]
        assert not missing, file.name
    words = [query.words for query in recall.read("vi") if query.style == "decomposed"]
    assert words
    for typed in words:
        assert unicodedata.normalize("NFD", typed) == typed != unicodedata.normalize("NFC", typed)


FOLD = """async (words) => {
  const base = document.querySelector("[rel=modulepreload]").href;
  const { forms } = await import(new URL("search/fold.mjs", base));
  return words.map((word) => [false, true].map((english) => Object.values(forms(word, english))));
}"""
CUT = """async (texts) => {
  const base = document.querySelector("[rel=modulepreload]").href;
  const { words } = await import(new URL("search/fold.mjs", base));
  return texts.map(words);
}"""


def test_browser_and_build_take_words_alike(page: Page, local: str) -> None:
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))]
    texts += ["ＫＨÁＣＨ cũ ①②", "hoà hòa Đường 24/7 a_b", "it’s café – 100%"]
    page.goto(local)
    assert page.evaluate(CUT, texts) == [fold.words(text) for text in texts]
    every = sorted({word for text in texts for word in fold.words(text)})
    both = [[list(fold.forms(word, english)) for english in (False, True)] for word in every]
    assert page.evaluate(FOLD, every) == both


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_fetched_before_it_is_wanted_and_then_what_a_query_needs(
    page: Page, real: str, lang: Lang
) -> None:
    """At most sixty kilobytes for a first query, its scripts with it, as a server sends them."""
    sizes: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if "/search/" in answer.url or answer.url.endswith(".json"):
            sizes[answer.url] = len(gzip.compress(answer.body()))

    page.on("response", weigh)
    page.goto(home(real, lang), wait_until="networkidle")
    assert not [url for url in sizes if url.endswith(".json")]
    assert not page.locator(".pb-search").count()
    page.locator(OPEN).first.click()
    page.locator(BOX).fill("khách cũ gọi báo hỏng" if lang == "vi" else "old client calls angry")
    expect(page.locator(f"{FIRST} mark").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert sum(sizes.values()) < 60_000, sizes
    assert [url for url in sizes if url.endswith("/index/index.json")]


def test_results_say_their_kind_mark_the_words_and_are_for_everybody(
    page: Page, local: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for lang in LANGS:
        visit(page, home(local, lang))
        page.locator(OPEN).first.click()
        expect(page.locator(HIT).first).to_be_visible()
        assert not in_both_lights(page)
        page.keyboard.type("khach goi" if lang == "vi" else "client calls")
        for word in ("Khách", "gọi") if lang == "vi" else ("client", "calls"):
            expect(page.locator(f"{FIRST} mark", has_text=word).first).to_be_visible()
        expect(page.locator(FIRST)).to_contain_text("Tình huống" if lang == "vi" else "Situation")
        expect(page.locator(".pb-search [role=status]")).to_contain_text(re.compile("[0-9]"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("ArrowDown")
    assert not in_both_lights(page)


def test_a_situation_shows_what_to_say_first(page: Page, real: str) -> None:
    visit(page, real)
    said = page.locator(".pb-urgent .pb-door").evaluate_all("all => all.map((a) => a.innerText)")
    page.locator(OPEN).first.click()
    shown = page.locator(HIT)
    expect(shown).to_have_count(len(said) + 1)
    for number, text in enumerate(said):
        expect(shown.nth(number)).to_contain_text(text.splitlines()[-1].rstrip("… "))
    page.locator(BOX).fill("khách")
    expect(page.locator(".pb-search mark").first).to_be_visible()
    assert shown.count() == 8


def test_what_is_not_found_leads_to_what_is_urgent_and_to_the_finder(page: Page, real: str) -> None:
    visit(page, real + "cases/")
    urgent = page.request.get(real).text().count('class="pb-first-words"')
    page.locator(OPEN).first.click()
    for typed in ("zzxxqq", "khách", "🙂 ?!"):
        page.locator(BOX).fill(typed)
        found = typed == "khách"
        told = expect(page.locator(".pb-search [role=status]"))
        (told.not_to_contain_text if found else told.to_contain_text)("Không thấy trang nào")
        if not found:
            expect(page.locator(f"{HIT}[href*='/situations/']")).to_have_count(urgent)
            last = page.locator(f"{HIT}:last-child")
            expect(last).to_have_attribute("href", f"{real}finder/")


def test_the_search_works_by_keys_alone_and_enter_waits_for_the_answer(
    page: Page, local: str
) -> None:
    page.goto(local, wait_until="networkidle")
    page.keyboard.press("/")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type("khách gọi", delay=40)  # milliseconds; as fast as anybody types
    expect(page.locator(f"{FIRST} mark", has_text="gọi").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(page.locator(FIRST)).to_have_attribute("aria-selected", "true")
    chosen = page.locator(FIRST).get_attribute("id")
    expect(page.locator(BOX)).to_have_attribute("aria-activedescendant", chosen or "")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/situations/client-calls/")
    page.goto(local, wait_until="networkidle")
    page.keyboard.press("Control+k")
    expect(page.locator(HIT).first).to_be_visible()
    page.keyboard.press("Enter")  # nothing was typed: nothing is opened
    page.locator(BOX).fill("tài liệu")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != local)


def test_escape_gives_the_focus_back_and_leaves_no_hidden_stop(page: Page, local: str) -> None:
    page.goto(local + "cases/", wait_until="networkidle")
    opener = page.locator(OPEN).first
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".pb-search")).to_be_hidden()
    expect(opener).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('.pb-search')")
    assert page.evaluate("history.state?.search") is None


def test_back_closes_the_search_and_comes_back_to_it(page: Page, local: str) -> None:
    visit(page, local + "cases/")
    visit(page, local + "checklists/")
    page.locator(OPEN).first.click()
    expect(page.locator(BOX)).to_be_visible()
    page.go_back()
    expect(page.locator(".pb-search")).to_be_hidden()
    assert page.url == local + "checklists/"
    page.locator(OPEN).first.click()
    page.locator(BOX).fill("khách gọi")
    page.locator(FIRST, has=page.locator("mark")).click()
    page.wait_for_url("**/situations/client-calls/")
    page.go_back()
    expect(page.locator(BOX)).to_have_value("khách gọi")
    expect(page.locator(FIRST)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".pb-search")).to_be_hidden()
    page.wait_for_function("history.state?.search === undefined")
    page.go_back()
    page.wait_for_url("**/cases/")


def test_one_word_without_an_end_is_cut(page: Page, local: str) -> None:
    """A pasted hex dump; each beginning of a word was formed, and all were kept."""
    visit(page, local)
    page.locator(OPEN).first.click()
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.insert_text("a" * 1000)
    expect(page.locator(BOX)).to_have_value("a" * 300)
    page.locator(BOX).fill("khách gọi")
    expect(page.locator(f"{FIRST} mark").first).to_be_visible()
    page.locator(BOX).evaluate(PASTE, "ab" * 100_000)  # as a script may put it there
    expect(page.locator(".pb-search mark")).to_have_count(0)
    expect(page.locator(".pb-search-said")).to_contain_text("Không thấy", timeout=5000)


def test_words_are_found_however_they_come_and_results_are_links(
    page: Page, context: BrowserContext, local: str
) -> None:
    visit(page, local)
    page.locator(OPEN).first.click()
    marked = page.locator(f"{HIT} mark", has_text=re.compile("liệu", re.IGNORECASE)).first
    for typed in ("ｔài　ｌiệu", "«tài liệu»…", "TÀI LIỆU 📎", "tai lieu"):
        page.locator(BOX).fill("khách gọi")
        expect(page.locator(f"{FIRST} mark", has_text="gọi").first).to_be_visible()
        expect(marked).to_be_hidden()
        page.locator(BOX).evaluate(PASTE, typed)
        expect(marked, typed).to_be_visible()
    with context.expect_page() as opened:
        page.locator(FIRST, has=page.locator("mark")).click(modifiers=["ControlOrMeta"])
    assert opened.value.url != page.url
    expect(page.locator(".pb-search")).to_be_visible()


PASTE = """(box, words) => {
  box.value = words;
  const how = { bubbles: true, inputType: "insertFromPaste" };
  box.dispatchEvent(new InputEvent("input", how));
}"""
MARK = """async ([query, text]) => {
  const base = document.querySelector("[rel=modulepreload]").href;
  const { Engine } = await import(new URL("search/engine.mjs", base));
  const read = async (name) => (await fetch(new URL(`index/${name}`, base))).json();
  const { marks } = await new Engine(read, false).find(query, 1);
  return marks.split(text).filter(([, isFound]) => isFound).map(([word]) => word);
}"""


MARKED: tuple[tuple[str, str, list[str]], ...] = (
    ("khách giận", "Khách giận vì thời gian", ["Khách", "giận"]),
    ("khach gia", "khách giận thì nghe", ["khách", "giận"]),
    ("cho", "chờ cho hết nghe chó", ["chờ", "cho", "chó"]),
    ("chờ", "chờ cho hết", ["chờ"]),
    ("ong", "không ai mong", []),
)


def test_whole_words_alone_are_marked(page: Page, real: str) -> None:
    page.goto(real)
    got = {query: page.evaluate(MARK, [query, text]) for query, text, _ in MARKED}
    assert got == {query: wanted for query, _, wanted in MARKED}


def test_a_search_that_cannot_load_says_so_and_tries_again(
    context: BrowserContext, local: str
) -> None:
    page = context.new_page()
    page.goto(local + "cases/", wait_until="networkidle")
    page.route("**/index/index.json", lambda route: route.abort())
    page.locator(OPEN).first.click()
    expect(page.locator(".pb-search [role=status]")).to_contain_text("Không tải được")
    expect(page.locator(HIT)).to_have_attribute("href", f"{local}finder/")
    page.unroute("**/index/index.json")
    page.locator(BOX).fill("tài liệu")
    expect(page.locator(f"{FIRST} mark").first).to_be_visible()


@pytest.mark.parametrize("asked", ["tap", "key"])
def test_no_letter_is_lost_while_the_search_is_on_its_way(
    asked: str, page: Page, local: str
) -> None:
    """Not even `h`, which alone leads home."""
    page.add_init_script("window.requestIdleCallback = () => {}")
    held: list[Route] = []
    page.route("**/search/box.mjs", lambda route: held.append(route))  # noqa: PLW0108  # Playwright cannot take a built-in
    visit(page, f"{local}cases/")
    with page.expect_request("**/search/box.mjs"):
        if asked == "tap":
            page.locator(OPEN).first.click()
        else:
            page.keyboard.press("/")
    page.keyboard.type("khach")
    expect(page).to_have_url(re.compile("/cases/$"))
    while not held:  # it is asked for, and has yet to be handed over
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator(BOX)).to_have_value("khach")
    page.keyboard.type(" goi")
    expect(page.locator(BOX)).to_have_value("khach goi")
    expect(page.locator(FIRST)).to_be_visible()


def test_the_search_works_where_storage_is_denied(page: Page, local: str) -> None:
    page.add_init_script(DENIED)
    visit(page, local)
    page.locator(OPEN).first.click()
    page.keyboard.type("tai lieu")
    expect(page.locator(FIRST)).to_be_visible()


def test_the_finder_asks_one_question_at_a_time_of_steps_that_exist(page: Page, local: str) -> None:
    page.goto(local + "finder/", wait_until="networkidle")  # its script has come
    choices = page.locator(".pb-choices:visible > li > a")
    first, given = page.locator("h2.pb-ask:visible"), page.locator(".pb-given li")
    question = first.inner_text()
    picked = choices.first.inner_text()
    choices.first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[?]steps="))
    expect(first).not_to_have_text(question)
    expect(first).to_be_focused()
    expect(given).to_contain_text(picked)
    assert not in_both_lights(page)
    deep = page.url
    page.go_back()
    expect(first).to_have_text(question)
    page.go_forward()
    expect(given).to_have_count(1)
    page.locator(".pb-find-back a").click()
    expect(first).to_have_text(question)
    page.goto(deep)
    page.locator(".pb-given a").click()
    expect(given).to_have_count(0)
    for steps, count in (("call.nonsense.none", 1), ("%3Cimg%3E", 0)):
        page.goto(f"{local}finder/?steps={steps}")
        expect(given).to_have_count(count)
    page.goto(deep)
    expect(given).to_have_count(1)
    choices.first.click()
    page.wait_for_url("**/situations/*/")


def test_none_of_these_is_no_dead_end(page: Page, local: str) -> None:
    page.goto(local + "finder/")
    page.locator(".pb-choice-none a").click()
    assert not in_both_lights(page)
    assert page.locator(".pb-find-none a[href*='checklists/answer']").is_visible()
    page.locator("#find-words").fill("khách")
    page.keyboard.press("Enter")
    expect(page.locator(BOX)).to_have_value("khách")
    expect(page.locator(FIRST)).to_be_visible()


def test_without_scripts_the_finder_is_nested_lists_of_links(chromium: Browser, local: str) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(local + "finder/")
    assert page.locator(".pb-choices .pb-choices a[href*='situations/']:visible").count() >= 2
    assert page.locator("a[href*='checklists/answer']:visible").count() >= 1
    assert not page.locator("#find-words").is_visible()
    page.close()
