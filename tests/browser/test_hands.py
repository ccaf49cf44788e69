"""A list in the hand during a call: never another client, no word lost, and all on a phone."""

from __future__ import annotations

import functools
import http.server
import io
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from browsing import clipboard, violations
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from macros.model import Checklist, Phrase, Practice, ReadingPath, Situation
from macros.rules import library

# Pages of the real playbook, chosen by what they have: its lists are longer than the sample's.
REAL = library(Path("docs"))[0]
(FIRST,) = [situation for situation in REAL.all(Situation) if situation.urgent == 1]
FIRST_LIST = next(made for made in REAL.all(Checklist) if made.key == FIRST.checklist.key)
COUNT = len(FIRST_LIST.items)
SPOKEN = next(
    phrase
    for item in FIRST_LIST.items
    if item.phrase
    and isinstance(phrase := REAL.get(item.phrase), Phrase)
    and len(phrase.slots) == 1
    and "chị" in phrase.best.text.vi
)
SLOT = f"#slot-{SPOKEN.slots[0].id}"
LIST, CARD, PHRASE = (f"{made.folder}/{made.id}/" for made in (FIRST_LIST, FIRST, SPOKEN))
OUTAGE = next(f"checklists/{made.id}/" for made in REAL.all(Checklist) if made.phase == "outage")
LONGEST = max(REAL.all(Checklist), key=lambda made: len(made.items))
PATH = REAL.all(ReadingPath)[0].id
PLAYED = REAL.all(Practice)[0]
PROMISES = yaml.safe_load(Path("tests/promises.yml").read_text("utf-8"))


@pytest.fixture
def local(real: str) -> str:
    """Where the real playbook's site is served: its lists are longer than the sample's."""
    return real


@pytest.fixture(scope="module")
def site(real_site: Path) -> Path:
    """The same, as files."""
    return real_site


@pytest.fixture
def page(context: BrowserContext) -> Page:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    return opened


def begin(page: Page, local: str, name: str, path: str = LIST) -> str:
    """A run of its own for a client -> its address."""
    page.goto(f"{local}{path}?new")
    page.locator("[data-progress]").wait_for()
    page.fill("#run-label", name)
    page.locator("[data-start] button").click()
    expect(page.locator("[data-name]")).to_contain_text(name)
    return page.url


def test_with_two_open_runs_no_page_chooses_one_by_itself(page: Page, local: str) -> None:
    first = begin(page, local, "Chị Lan")
    begin(page, local, "Anh Minh")
    page.goto(local + LIST)
    expect(page.locator("[data-others]")).to_contain_text("Chị Lan 0/")
    expect(page.locator("[data-name]")).to_be_hidden()
    page.goto(first.split("?")[0] + "?run=000000000000")
    expect(page.locator("[data-name]")).to_be_hidden()


def test_the_run_goes_along_from_card_to_list_to_phrase_and_back(page: Page, local: str) -> None:
    run = begin(page, local, "Chị Lan").split("?")[1]
    begin(page, local, "Anh Minh")
    page.goto(f"{local}{LIST}?{run}&path={PATH}", wait_until="networkidle")
    page.locator(f".pb-item:has(a[href*='{PHRASE}']) summary").click()
    page.locator(f"a[href*='{PHRASE}']").first.click()
    expect(page.locator("#phrase-run")).to_have_value(run.split("=")[1])
    assert f"path={PATH}" in page.url
    page.locator("[data-for] a").click()
    expect(page.locator("[data-name]")).to_contain_text("Chị Lan")
    page.locator(f".pb-related a[href*='{CARD}']").click()
    page.wait_for_url(f"**/{CARD}**")
    assert run in page.url
    expect(page.locator(".pb-go a.pb-button")).to_contain_text("Tiếp tục: Chị Lan 0/")
    page.locator(".pb-go a.pb-button").click()
    expect(page.locator("[data-name]")).to_contain_text("Chị Lan")


def test_a_finished_run_stays_so_until_it_is_opened_on_purpose(page: Page, local: str) -> None:
    url = begin(page, local, "Chị Lan")
    page.get_by_role("checkbox").first.check()
    page.locator(".pb-handover [data-do=finish]").click()
    asked = page.locator("[data-unfinished]")
    expect(asked).to_contain_text(f"Còn {COUNT - 1} việc")
    assert not violations(page)
    asked.locator("[value=no]").click()
    expect(page.get_by_role("checkbox").first).to_be_enabled()
    page.locator(".pb-handover [data-do=finish]").click()
    asked.locator("[value=yes]").click()
    expect(page.locator("[data-name]")).to_contain_text("Kết thúc lúc")
    page.goto(url.replace(LIST, PHRASE))
    expect(page.locator(SLOT)).to_have_attribute("readonly", "")
    page.goto(local + CARD)
    expect(page.locator(".pb-go a.pb-button")).to_contain_text("Bắt đầu")
    page.goto(url)
    page.locator("[data-do=reopen]").click()
    expect(page.get_by_role("checkbox").nth(1)).to_be_enabled()


def test_two_tabs_lose_no_word_of_each_other(
    page: Page, context: BrowserContext, local: str
) -> None:
    url = begin(page, local, "Chị Lan")
    page.fill("#run-notes", "một")
    page.focus("#run-notes")
    other = context.new_page()
    other.goto(url)
    expect(other.locator("#run-notes")).to_have_value("một")
    other.locator("#run-notes").press("Control+End")
    other.keyboard.type(" hai")
    expect(page.locator("#run-notes")).to_have_value("một hai")  # under the cursor as well
    other.locator(".pb-switch summary").click()
    other.locator("[data-do=rename]").click()
    other.fill("#run-label", "Chị Lan Anh")
    page.locator("[data-do=finish]").last.click()
    page.locator("[data-unfinished] [value=yes]").click()
    other.locator("[data-start] button").click(force=True)
    expect(page.locator("[data-name]")).to_contain_text("Chị Lan Anh · Kết thúc")


MERGES: list[tuple[str, str, str, bool, str | None]] = [
    ("a", "ab", "a", False, "ab"),
    ("a", "a", "ac", False, "ac"),
    ("one", "one!", "one two", True, "one two!"),
    ("one", "one!", "one two", False, None),
    ("a b c", "A b c", "a b C", False, "A b C"),
    ("a b c", "a X c", "a Y c", True, None),
    ("", "chị Lan", "anh Minh", False, None),
]


@pytest.mark.parametrize(("base", "ours", "theirs", "both", "wanted"), MERGES)
def test_edits_of_one_text_are_merged_or_asked_about(
    base: str, ours: str, theirs: str, both: bool, wanted: str | None, page: Page, local: str
) -> None:
    page.goto(local + LIST)
    got = page.evaluate(
        "([root, ...all]) => import(`${root}assets/field.mjs`).then(m => m.merged(...all) ?? null)",
        [local, base, ours, theirs, both],
    )
    assert got == wanted


def test_where_both_changed_the_same_words_it_asks(page: Page, local: str) -> None:
    url = begin(page, local, "Chị Lan").replace(LIST, PHRASE)
    page.goto(url, wait_until="networkidle")
    slot = page.locator(SLOT)
    slot.fill("3 giờ")
    # what another tab wrote, before this one has heard of it
    page.evaluate(
        """() => { const key = Object.keys(localStorage).find(key => key.includes(":slot:"));
        const d = {words: "9 giờ sáng", at: "2026-01-01T00:00:00Z"};
        localStorage[key] = JSON.stringify({v: 1, d}); }"""
    )
    slot.press("End")
    slot.type("!")
    expect(page.locator(".pb-asked")).to_contain_text("9 giờ sáng")
    assert not violations(page)
    page.get_by_role("button", name="Lấy chữ đó").click()
    expect(slot).to_have_value("9 giờ sáng")
    expect(page.locator(".pb-best .pb-gap")).to_have_text("9 giờ sáng")


def test_unticking_forgets_a_former_reason(page: Page, local: str) -> None:
    begin(page, local, "Chị Lan")
    first = page.locator(".pb-item").first
    first.locator("summary").click()
    first.locator(".pb-na input").fill("khách nhắn tin")
    first.get_by_role("checkbox").check()
    first.get_by_role("checkbox").uncheck()
    expect(first).to_have_attribute("data-state", "open")
    assert first.locator(".pb-na input").input_value() == ""


def test_what_was_emptied_under_the_page_is_said_and_can_be_kept(
    page: Page, context: BrowserContext, local: str
) -> None:
    url = begin(page, local, "Chị Lan")
    page.get_by_role("checkbox").first.check()
    page.fill("#run-notes", "gọi lại")
    other = context.new_page()
    other.goto(local)
    other.evaluate("localStorage.clear()")
    expect(page.locator("[data-emptied]")).to_be_visible()
    page.get_by_role("checkbox").nth(1).click()
    assert not page.evaluate("Object.keys(localStorage).some(key => key.includes('run:'))")
    page.locator("[data-do=copy-held]").click()
    expect(page.locator(".pb-toast")).to_contain_text("Đã chép")
    assert "gọi lại" in clipboard(page)
    assert not violations(page)
    page.locator("[data-do=restore]").click()
    page.goto(url)
    expect(page.locator("[data-progress] p")).to_have_text(f"Xong 1/{COUNT}")
    assert page.input_value("#run-notes") == "gọi lại"


@pytest.mark.parametrize("path", [LIST, f"checklists/{LONGEST.id}/"])
def test_a_running_list_fits_a_phone(path: str, page: Page, local: str) -> None:
    begin(page, local, "Chị Lan", path)
    page.evaluate("scrollTo(0, 0)")
    first, last = (page.locator(".pb-pause .pb-item").nth(at).bounding_box() for at in (0, -1))
    assert first
    assert last
    assert first["y"] + first["height"] < 400, "the first item stands on the first screen"
    assert last["y"] + last["height"] < 2 * 740, "eight items in two screens"


def test_rows_open_say_the_phrases_own_words_and_do_not_tick(page: Page, local: str) -> None:
    begin(page, local, "Chị Lan")
    row = page.locator(".pb-item", has=page.locator(".pb-ready")).first
    row.locator("summary").first.click()
    expect(row.get_by_role("checkbox")).not_to_be_checked()
    row.locator("[data-copy-phrase]").click()
    expect(page.locator(".pb-toast")).to_contain_text("Đã chép")
    words = row.locator("[data-words]").inner_text()
    assert clipboard(page) == words
    assert not violations(page)


def test_every_answer_is_copied_by_its_own_button(page: Page, local: str) -> None:
    page.goto(local + CARD)
    for answer in page.locator(".pb-says").all()[:3]:
        answer.locator("summary").click()
        answer.locator("[data-copy]").click()
        words = answer.locator("[data-words]").inner_text()
        page.wait_for_function("w => navigator.clipboard.readText().then(t => t === w)", arg=words)


SWAPS = [
    ("anh", "em", "Chị ơi, chị em mình lo.", "Anh ơi, anh em mình lo."),
    ("bác", "cháu", "Chị kể em nghe, chị em mình", "Bác kể cháu nghe, bác cháu mình"),
    ("anh", "tôi", "Rồi chị em mình cùng làm.", "Rồi chúng ta cùng làm."),
    ("anh", "em", "Em mong các anh chị giúp.", "Em mong các anh chị giúp."),
    ("cô", "cháu", "anh/chị, chị ấy, các em, bên em", "anh/chị, chị ấy, các em, bên cháu"),
    ("chú", "tôi", "Chị Lan chịu khó, kem, chịem", "Chú Lan chịu khó, kem, chịem"),
    ("chị", "em", "Chị em mình", "Chị em mình"),
]


@pytest.mark.parametrize(("client", "me", "said", "wanted"), SWAPS)
def test_words_change_with_whom_one_speaks_to(
    client: str, me: str, said: str, wanted: str, page: Page, local: str
) -> None:
    page.goto(local)
    got = page.evaluate(
        "([root, ...all]) => import(`${root}assets/pronouns.mjs`).then(m => m.swap(...all))",
        [local, said, client, me],
    )
    assert got == wanted


def test_pronouns_are_kept_for_the_run_and_stay_out_of_english(page: Page, local: str) -> None:
    url = begin(page, local, "Bác Tư")
    page.locator(".pb-pronouns summary").click()
    page.get_by_role("radio", name="bác").check()
    page.get_by_role("radio", name="cháu").check()
    assert not violations(page)
    page.goto(url.replace(LIST, PHRASE))
    expect(page.locator(".pb-best [data-words]")).to_contain_text("bác")
    page.goto(local + PHRASE)
    expect(page.locator(".pb-best [data-words]")).to_contain_text("chị")
    page.goto(f"{local}en/{PHRASE}")
    page.locator("[data-copy-phrase]").wait_for()
    assert page.locator(".pb-pronouns").count() == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_guard_hears_promises_and_nothing_else(lang: str, page: Page, local: str) -> None:
    page.goto(local)
    heard = page.evaluate(
        """async ([root, lang, texts]) => {
        const { compile, hear } = await import(`${root}assets/guard.mjs`);
        const tables = await (await fetch(`${root}assets/promises.json`)).json();
        const patterns = compile(tables[lang]);
        return texts.map((text) => hear(patterns, text).map(({ words }) => words)); }""",
        [local, lang, PROMISES[lang]["warn"] + PROMISES[lang]["pass"]],
    )
    count = len(PROMISES[lang]["warn"])
    assert [
        text for text, found in zip(PROMISES[lang]["warn"], heard[:count], strict=True) if not found
    ] == []
    assert {
        text: found
        for text, found in zip(PROMISES[lang]["pass"], heard[count:], strict=True)
        if found
    } == {}


def test_the_guard_names_the_words_where_one_fills_in(page: Page, local: str) -> None:
    page.goto(local + PHRASE)
    page.fill(SLOT, "2 ngày nữa")
    expect(page.locator("[data-guard]")).to_contain_text("“2 ngày”")
    page.locator("[data-copy-phrase]").click()
    expect(page.locator(".pb-toast")).to_contain_text("Đã chép")
    page.fill(SLOT, "5 giờ chiều nay")
    expect(page.locator("[data-guard]")).to_be_hidden()


def test_the_clock_of_an_outage_counts_down_and_says_when(page: Page, local: str) -> None:
    page.clock.install(time="2026-11-23T13:30:00")
    begin(page, local, "Đứt cáp", OUTAGE)
    page.fill("#next-message", "14:00")
    said = page.locator("[data-clock] [role=status]")
    expect(said).to_contain_text("Còn 30 phút")
    assert not violations(page)
    page.clock.fast_forward(31 * 60 * 1000)
    expect(said).to_contain_text("Đến giờ")
    assert page.title().startswith("(!)")
    page.goto(local + LIST)
    assert page.locator("[data-clock]").count() == 0


@pytest.fixture
def dead(site: Path) -> Iterator[str]:
    """The site from a server that sends our scripts as the wrong type."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def guess_type(self, path: Any) -> str:
            return (
                "application/octet-stream"
                if str(path).endswith(".mjs")
                else super().guess_type(path)
            )

        def log_message(self, *_: Any) -> None:
            pass

    handler = functools.partial(Handler, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_scripts_of_the_wrong_type_are_said(dead: str, context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    for address in (dead + LIST, (site / LIST / "index.html").as_uri()):
        page.goto(address)
        expect(page.locator("[data-unkept]")).to_be_in_viewport()
        expect(page.locator("[data-unkept]")).to_have_css("opacity", "1")


def test_while_scripts_come_nothing_is_said_and_nothing_moves(page: Page, local: str) -> None:
    page.goto(local + LIST)
    page.locator("[data-progress]").wait_for()
    assert page.locator("[data-unkept]").count() == 0


def test_a_wrong_answer_looks_wrong(page: Page, local: str) -> None:
    page.goto(local + f"paths/{PATH}/")
    form = page.locator("form[data-question]").first
    key = page.locator(f"#key-{form.get_attribute('data-question')}")
    expect(form.locator("[type=submit]")).to_be_visible()
    looks = []
    for which in ("[data-option]:not([data-best])", "[data-best]"):
        option = key.locator(which).first.get_attribute("data-option")
        form.locator(f"input[value='{option}']").check()
        form.locator("[type=submit]").click()
        picked = form.locator(".pb-pick[data-right]")
        looks.append(
            picked.evaluate(
                "(one) => [one.dataset.right, getComputedStyle(one).borderTopColor,"
                " getComputedStyle(one, '::after').content]"
            )
        )
        assert not violations(page)
        form.locator(".pb-verdict button").click()
    assert [look[0] for look in looks] == ["false", "true"]
    assert looks[0][1] != looks[1][1]
    assert looks[0][2] != looks[1][2]


def test_scenes_are_numbered_as_they_are_reached(page: Page, local: str) -> None:
    first, *_, last = PLAYED.scenes
    reply = f"#{first.id}-{first.replies[0].id}"
    page.goto(f"{local}practice/{PLAYED.id}/")
    page.evaluate(f"document.querySelector('{reply}').dataset.to = '{last.id}'")
    page.locator(f"{reply} summary").click()
    expect(page.locator("[data-scene]:visible h2")).to_have_text(["Cảnh 1", "Cảnh 2"])


def test_nothing_sticks_over_the_words_at_four_hundred_per_cent(page: Page, local: str) -> None:
    page.set_viewport_size({"width": 320, "height": 200})
    for path in (LIST, CARD):
        page.goto(local + path)
        stuck = page.evaluate(
            """() => [...document.querySelectorAll(".pb *")].filter((one) =>
            ["sticky", "fixed"].includes(getComputedStyle(one).position))
            .map((one) => one.className)"""
        )
        assert stuck == []


def test_what_one_taps_is_large_enough(page: Page, local: str) -> None:
    begin(page, local, "Chị Lan")
    for one in page.locator(".pb-more > summary").all():
        one.click()
    small = page.evaluate(
        """() => [...document.querySelectorAll("article > :not(.pb-foot) :is(" +
          "a, button, summary, input, label:has(input))")]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }))
        .map((one) => [one.textContent.trim() || one.name, one.getBoundingClientRect()])
        .filter(([, box]) => box.width && Math.min(box.width, box.height) < 24)
        .map(([name]) => name)"""
    )
    assert small == []


def test_a_list_prints_on_one_sheet_with_lines_version_and_address(page: Page, local: str) -> None:
    page.goto(local + LIST)
    page.locator("[data-progress]").wait_for()
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == 1
    words = sheets[0].extract_text()
    assert str(page.locator("[data-checklist]").get_attribute("data-version"))[-8:] in words
    assert LIST in words.replace("\n", "")
    page.emulate_media(media="print")
    lines = page.locator(".pb-notes-print").bounding_box()
    assert lines
    assert lines["height"] > 60


@pytest.mark.parametrize("count", [1500])
def test_how_long_an_action_takes_with_many_runs(
    count: int, page: Page, local: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Prints figures and asserts none: machines differ. 100 ms is what is wanted of each."""
    url = begin(page, local, "Bây giờ")
    page.evaluate(
        """(count) => {
        const key = Object.keys(localStorage).find((key) => /run:[0-9a-f]{12}$/.test(key));
        const { d } = JSON.parse(localStorage[key]);
        const put = (key, d) => { localStorage[key] = JSON.stringify({ v: 1, d }); };
        for (let n = 0; n < count; n++) {
          const id = n.toString(16).padStart(12, "0");
          const at = new Date(1.7e12 + n * 1e7).toISOString();
          put(`playbook:run:${id}`, { ...d, label: `Khách ${n}`, started: at, finished: at });
          for (const [item, hash] of d.items)
            put(`playbook:run:${id}:tick:${item}`, { done: true, because: "", hash, at });
        } }""",
        count,
    )
    timed = """async (what) => {
        const start = performance.now();
        new Function(what)();
        await new Promise((done) => setTimeout(done));
        return Math.round(performance.now() - start); }"""
    figures: dict[str, int] = {}
    page.goto(url)
    page.locator("[data-progress]").wait_for()
    figures["tick"] = page.evaluate(timed, "document.querySelector('.pb-tick input').click()")
    figures["note"] = page.evaluate(
        timed,
        "const n = document.querySelector('#run-notes');"
        " n.value = 'x'; n.dispatchEvent(new Event('input'))",
    )
    start = time.monotonic()
    page.goto(local + "runs/")
    page.wait_for_function(
        "n => document.querySelectorAll('[data-finished] li').length === n",
        arg=count,
        timeout=60_000,
    )
    figures["all shown"] = round((time.monotonic() - start) * 1000)
    for name in ("duplicate", "delete"):
        figures[name] = page.evaluate(
            timed, f"document.querySelector('[data-finished] [data-do={name}]').click()"
        )
    figures["finish"] = page.evaluate(timed, "document.querySelector('[data-do=finish]').click()")
    page.goto(local)
    with capsys.disabled():
        print(f"\n{count} runs, in ms: {json.dumps(figures)}")
