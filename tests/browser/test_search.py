"""The search and the finder as a reader uses them: by mouse, by keys, and with storage denied."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
import recall
from browsing import violations
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from macros.model import LANGS, Lang
from macros.search import fold
from scripts.project import ROOT

DENIED = (
    "Object.defineProperty(window, 'localStorage',"
    " {get() { throw new DOMException('no', 'SecurityError'); }})"
)
BOX = ".pb-search input"
HIT = ".pb-search [role=option]"
FIRST = f"{HIT}:first-child"
OPEN = "[data-open-search]"


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    made = context.new_page()
    errors: list[str] = []
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on(
        "console",
        lambda said: errors.append(said.text) if said.type in ("error", "warning") else None,
    )
    yield made
    assert not [error for error in errors if "blocked by Playwright" not in error]


def home(local: str, lang: Lang) -> str:
    return local + ("en/" if lang == "en" else "")


def clean(page: Page) -> None:
    assert not violations(page)


@pytest.mark.parametrize("lang", LANGS)
def test_the_right_page_is_among_the_first_three(lang: Lang, chromium: Browser, real: str) -> None:
    queries = recall.read(lang)
    assert len(queries) >= 60
    answers = recall.ask(chromium, real, lang, queries)
    missed = [
        f"{answer.query.words} -> {answer.pages[:3]}" for answer in answers if not answer.within(3)
    ]
    for style, (total, _, three) in recall.shares(answers).items():
        assert three >= 0.95 * total, f"{style}: {missed}\n{recall.table(answers)}"


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


def test_the_queries_name_pages_that_exist(real_site: Path) -> None:
    for file in recall.QUERIES.glob("*.yml"):
        missing = [
            page
            for query in recall.read(file.stem)
            for page in query.pages
            if not (real_site / page / "index.html").is_file()
        ]
        assert not missing, file.name


def test_the_decomposed_queries_are_decomposed() -> None:
    words = [query.words for query in recall.read("vi") if query.style == "decomposed"]
    assert words
    for typed in words:
        assert unicodedata.normalize("NFD", typed) == typed != unicodedata.normalize("NFC", typed)


def test_exact_tones_come_before_other_tones(chromium: Browser, real: str) -> None:
    queries = [query for query in recall.read("vi") if query.style == "tones"]
    (answer,) = recall.ask(chromium, real, "vi", queries)
    assert answer.within(1), answer.pages


FOLD = """async (words) => {
  const { forms } = await import(new URL("assets/search/fold.mjs", location));
  return words.map((word) => [false, true].map((english) => Object.values(forms(word, english))));
}"""
CUT = """async (texts) => {
  const { words } = await import(new URL("assets/search/fold.mjs", location));
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
def test_nothing_is_fetched_for_the_search_before_it_is_wanted(
    page: Page, local: str, lang: Lang
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(home(local, lang), wait_until="networkidle")
    assert not [url for url in asked if url.endswith(".json")]
    assert not page.locator(".pb-search").count()
    with page.expect_request("**/search/index.json"):
        page.locator(OPEN).first.click()


@pytest.mark.parametrize("lang", LANGS)
def test_a_query_fetches_what_it_needs(page: Page, real: str, lang: Lang) -> None:
    """At most sixty kilobytes for a first query, its scripts with it, as a server sends them."""
    sizes: list[int] = []

    def weigh(answer: Response) -> None:
        if "/search/" in answer.url:
            sizes.append(len(gzip.compress(answer.body())))

    page.on("response", weigh)
    page.goto(home(real, lang), wait_until="networkidle")
    page.locator(OPEN).first.click()
    page.locator(BOX).fill("khách cũ gọi báo hỏng" if lang == "vi" else "old client calls angry")
    expect(page.locator(f"{FIRST} mark").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert sum(sizes) < 60_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGS)
def test_results_say_their_kind_mark_the_words_and_are_for_everybody(
    chromium: Browser, local: str, lang: Lang, scheme: str
) -> None:
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 320, "height": 640})  # type: ignore[arg-type]  # one of two words
    page.goto(home(local, lang))
    page.locator(OPEN).first.click()
    expect(page.locator(HIT).first).to_be_visible()
    clean(page)
    page.keyboard.type("khach goi" if lang == "vi" else "client calls")
    for word in ("Khách", "gọi") if lang == "vi" else ("client", "calls"):
        expect(page.locator(f"{FIRST} mark", has_text=word).first).to_be_visible()
    expect(page.locator(FIRST)).to_contain_text("Tình huống" if lang == "vi" else "Situation")
    expect(page.locator(".pb-search [role=status]")).to_contain_text(re.compile("[0-9]"))
    page.keyboard.press("ArrowDown")
    clean(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_a_situation_shows_what_to_say_first(page: Page, real: str) -> None:
    page.goto(real)
    said = page.locator(".pb-urgent .pb-door").evaluate_all("all => all.map((a) => a.innerText)")
    page.locator(OPEN).first.click()
    shown = page.locator(HIT)
    expect(shown).to_have_count(len(said) + 1)
    for number, text in enumerate(said):
        expect(shown.nth(number)).to_contain_text(text.splitlines()[-1].rstrip("… "))
    page.locator(BOX).fill("khách")
    expect(page.locator(".pb-search mark").first).to_be_visible()
    assert shown.count() == 8


@pytest.mark.parametrize("typed", ["zzxxqq", "🙂 ?!"])
def test_what_is_not_found_leads_to_what_is_urgent_and_to_the_finder(
    page: Page, real: str, typed: str
) -> None:
    page.goto(real + "cases/")
    urgent = page.request.get(real).text().count('class="pb-first-words"')
    page.locator(OPEN).first.click()
    page.locator(BOX).fill(typed)
    expect(page.locator(".pb-search [role=status]")).to_contain_text("Không thấy trang nào")
    expect(page.locator(f"{HIT}[href*='/situations/']")).to_have_count(urgent)
    expect(page.locator(f"{HIT}:last-child")).to_have_attribute("href", f"{real}finder/")


def test_the_search_works_by_keys_alone(page: Page, local: str) -> None:
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


def test_enter_waits_for_the_answer(page: Page, local: str) -> None:
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
    page.goto(local + "cases/")
    page.goto(local + "checklists/")
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


def test_results_are_links(page: Page, context: BrowserContext, local: str) -> None:
    page.goto(local)
    page.locator(OPEN).first.click()
    page.locator(BOX).fill("tài liệu")
    with context.expect_page() as opened:
        page.locator(FIRST, has=page.locator("mark")).click(modifiers=["ControlOrMeta"])
    assert opened.value.url != page.url
    expect(page.locator(".pb-search")).to_be_visible()


@pytest.mark.parametrize("typed", ["ｔài　ｌiệu", "«tài liệu»…", "TÀI LIỆU 📎", "tai lieu"])
def test_words_are_found_however_they_come(page: Page, local: str, typed: str) -> None:
    page.goto(local)
    page.locator(OPEN).first.click()
    page.locator(BOX).evaluate(
        """(box, words) => {
          box.value = words;
          const how = { bubbles: true, inputType: "insertFromPaste" };
          box.dispatchEvent(new InputEvent("input", how));
        }""",
        typed,
    )
    expect(
        page.locator(f"{HIT} mark", has_text=re.compile("liệu", re.IGNORECASE)).first
    ).to_be_visible()


MARK = """async ([query, text]) => {
  const { Engine } = await import(new URL("assets/search/engine.mjs", location));
  const read = async (name) => (await fetch(new URL(`search/${name}`, location))).json();
  const { marks } = await new Engine(read, false).find(query, 1);
  return marks.split(text).filter(([, isFound]) => isFound).map(([word]) => word);
}"""


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("khách giận", "Khách giận vì thời gian", ["Khách", "giận"]),
        ("khach gia", "khách giận thì nghe", ["khách", "giận"]),
        ("cho", "chờ cho hết nghe chó", ["chờ", "cho", "chó"]),
        ("chờ", "chờ cho hết", ["chờ"]),
        ("ong", "không ai mong", []),
    ],
)
def test_whole_words_alone_are_marked(
    page: Page, real: str, query: str, text: str, marked: list[str]
) -> None:
    page.goto(real)
    assert page.evaluate(MARK, [query, text]) == marked


def test_a_search_that_cannot_load_says_so_and_tries_again(
    context: BrowserContext, local: str
) -> None:
    page = context.new_page()
    page.goto(local + "cases/", wait_until="networkidle")
    page.route("**/search/index.json", lambda route: route.abort())
    page.locator(OPEN).first.click()
    expect(page.locator(".pb-search [role=status]")).to_contain_text("Không tải được")
    expect(page.locator(HIT)).to_have_attribute("href", f"{local}finder/")
    page.unroute("**/search/index.json")
    page.locator(BOX).fill("tài liệu")
    expect(page.locator(f"{FIRST} mark").first).to_be_visible()


def test_the_search_works_where_storage_is_denied(page: Page, local: str) -> None:
    page.add_init_script(DENIED)
    page.goto(local)
    page.locator(OPEN).first.click()
    page.keyboard.type("tai lieu")
    expect(page.locator(FIRST)).to_be_visible()


@pytest.mark.parametrize("lang", LANGS)
def test_the_finder_asks_one_question_at_a_time(page: Page, local: str, lang: Lang) -> None:
    page.goto(home(local, lang) + "finder/")
    choices = page.locator(".pb-choices:visible > li > a")
    first = page.locator("h2.pb-ask:visible")
    question = first.inner_text()
    clean(page)
    picked = choices.first.inner_text()
    choices.first.focus()
    page.keyboard.press("Enter")
    assert "?steps=" in page.url
    expect(first).not_to_have_text(question)
    expect(first).to_be_focused()
    expect(page.locator(".pb-given li")).to_contain_text(picked)
    clean(page)
    deep = page.url
    page.go_back()
    expect(first).to_have_text(question)
    page.go_forward()
    expect(page.locator(".pb-given li")).to_have_count(1)
    page.locator(".pb-find-back a").click()
    expect(first).to_have_text(question)
    page.goto(deep)
    page.locator(".pb-given a").click()
    expect(page.locator(".pb-given li")).to_have_count(0)
    page.goto(deep)
    expect(page.locator(".pb-given li")).to_have_count(1)
    choices.first.click()
    page.wait_for_url("**/situations/*/")


@pytest.mark.parametrize("lang", LANGS)
def test_none_of_these_is_no_dead_end(page: Page, local: str, lang: Lang) -> None:
    page.goto(home(local, lang) + "finder/")
    page.locator(".pb-choice-none a").click()
    clean(page)
    assert page.locator(".pb-find-none a[href*='checklists/answer']").is_visible()
    page.locator("#find-words").fill("client" if lang == "en" else "khách")
    page.keyboard.press("Enter")
    expect(page.locator(BOX)).to_have_value("client" if lang == "en" else "khách")
    expect(page.locator(FIRST)).to_be_visible()


def test_steps_that_do_not_exist_show_the_last_that_does(page: Page, local: str) -> None:
    page.goto(local + "finder/?steps=call.nonsense.none")
    expect(page.locator(".pb-given li")).to_have_count(1)
    page.goto(local + "finder/?steps=%3Cimg%3E")
    expect(page.locator(".pb-given li")).to_have_count(0)


@pytest.mark.parametrize("lang", LANGS)
def test_without_scripts_the_finder_is_nested_lists_of_links(
    chromium: Browser, local: str, lang: Lang
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(home(local, lang) + "finder/")
    assert page.locator(".pb-choices .pb-choices a[href*='situations/']:visible").count() >= 2
    assert page.locator("a[href*='checklists/answer']:visible").count() >= 1
    assert not page.locator("#find-words").is_visible()
    context.close()
