"""The search and the finder, as a reader uses them: by mouse, by keys, without storage."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
import recall
from browsing import violations
from playwright.sync_api import Browser, BrowserContext, Page, expect

from macros.model import LANGS, Lang

DENIED = (
    "Object.defineProperty(window, 'localStorage',"
    " {get() { throw new DOMException('no', 'SecurityError'); }})"
)
FIRST = ".md-search-result__item:first-child a"
HEAVY = ("pages.json", "workers/search.", "search/engine.js")

# Letters typed faster than a hand can are answered one after the other; each answer replaces the
# list and what had focus in it.
SETTLED = """() => new Promise((done) => {
  let timer = setTimeout(done, 500);
  const again = () => { clearTimeout(timer); timer = setTimeout(done, 500); };
  const shown = document.querySelector(".md-search-result");
  new MutationObserver(again).observe(shown, { childList: true, subtree: true });
})"""


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
    assert not errors


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


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_fetched_for_the_search_before_it_is_wanted(
    page: Page, local: str, lang: Lang
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(home(local, lang), wait_until="networkidle")
    assert not [url for url in asked if any(name in url for name in HEAVY)]
    with page.expect_request("**/search/pages.json"):
        page.locator("[data-open-search]").first.click()


@pytest.mark.parametrize(("lang", "scheme"), [("vi", "light"), ("en", "dark")])
def test_results_say_their_kind_mark_the_words_and_are_for_everybody(
    chromium: Browser, local: str, lang: Lang, scheme: str
) -> None:
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 360, "height": 740})  # type: ignore[arg-type]  # one of two words
    page.goto(home(local, lang))
    page.locator("[data-open-search]").first.click()
    clean(page)
    page.keyboard.type("khach goi" if lang == "vi" else "client calls")
    expect(page.locator(FIRST)).to_contain_text("Tình huống" if lang == "vi" else "Situation")
    for word in ("Khách", "gọi") if lang == "vi" else ("client", "calls"):
        expect(page.locator(f"{FIRST} mark", has_text=word).first).to_be_visible()
    expect(page.locator(".md-search-result__meta[role=status]")).to_contain_text(
        re.compile("[0-9]")
    )
    assert "\u2063" not in page.locator(".md-search-result").inner_text()
    clean(page)
    page.close()


def test_the_search_works_by_keys_alone(page: Page, local: str) -> None:
    page.goto(local)
    page.keyboard.press("/")
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.type("khách gọi", delay=40)  # milliseconds; as fast as anybody types
    expect(page.locator(f"{FIRST} mark", has_text="gọi").first).to_be_visible()
    page.evaluate(SETTLED)
    page.keyboard.press("ArrowDown")
    expect(page.locator(FIRST)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/situations/client-calls/")


def test_words_that_were_pasted_or_dictated_are_searched(page: Page, local: str) -> None:
    page.goto(local)
    page.locator("[data-open-search]").first.click()
    page.evaluate("""() => {
      const box = document.querySelector("[data-md-component=search-query]");
      box.value = "tài liệu";
      box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
    }""")
    expect(page.locator(FIRST)).to_be_visible()


def test_marks_do_not_wear_away(page: Page, local: str) -> None:
    page.goto(local)
    page.locator("[data-open-search]").first.click()
    counts = []
    for _ in range(3):
        for words in ("nghe", "tài liệu"):
            page.locator("[data-md-component=search-query]").fill(words)
            expect(
                page.locator(".md-search-result mark", has_text=words.split()[-1]).first
            ).to_be_visible()
        counts.append(page.locator(".md-search-result mark").count())
    assert len(set(counts)) == 1


def test_the_search_works_where_storage_is_denied(page: Page, local: str) -> None:
    page.add_init_script(DENIED)
    page.goto(local)
    page.locator("[data-open-search]").first.click()
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
    expect(page.locator("[data-md-component=search-query]")).to_have_value(
        "client" if lang == "en" else "khách"
    )
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
