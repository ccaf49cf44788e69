"""A list in the hand during a call: never another client, no word lost, and all on a phone."""

from __future__ import annotations

import functools
import http.server
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from browsing import clipboard, violations
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from macros.model import LANGS, Checklist, Phrase, Practice, ReadingPath, Situation, Template
from macros.rules import judged

# Pages of the real playbook, chosen by what they have: its lists are longer than the sample's.
REAL = judged(Path("docs"))[0]


def spoken(made: Checklist) -> list[Phrase]:
    """What one says on a list, with one gap, to a client whom one calls “chị”."""
    phrases = [REAL.get(item.phrase.key) for item in made.items if item.phrase]
    return [
        phrase
        for phrase in phrases
        if isinstance(phrase, Phrase) and len(phrase.slots) == 1 and "chị" in phrase.best.text.vi
    ]


CARDS = sorted(REAL.all(Situation), key=lambda situation: situation.urgent or len(REAL.records))
LISTS = {made.key: made for made in REAL.all(Checklist)}
FIRST, FIRST_LIST, SPOKEN = next(
    (card, made, phrase)
    for card in CARDS
    for made in [LISTS[card.checklist.key]]
    if made.phase != "outage"
    for phrase in spoken(made)
)
WITHOUT_GAPS = next(
    f"checklists/{made.id}/"
    for made in REAL.all(Checklist)
    for phrase in (REAL.get(item.phrase.key) for item in made.items if item.phrase)
    if isinstance(phrase, Phrase) and not phrase.slots
)
COUNT = len(FIRST_LIST.items)
SLOT = f"#slot-{SPOKEN.slots[0].id}"
LIST, CARD, PHRASE = (f"{made.folder}/{made.id}/" for made in (FIRST_LIST, FIRST, SPOKEN))
OUTAGE = next(f"checklists/{made.id}/" for made in REAL.all(Checklist) if made.phase == "outage")
READY = next(iter(REAL.all(Template)))
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


def begin(page: Page, local: str, name: str, path: str = LIST) -> str:
    """A run of its own for a client -> its address."""
    page.goto(f"{local}{path}?new")
    page.locator("[data-progress]").wait_for()
    page.fill("#run-label", name)
    page.locator("[data-start] button").click()
    expect(page.locator("[data-name]")).to_contain_text(name)
    return page.url


def test_of_two_open_runs_none_is_chosen_and_the_named_one_goes_along(
    page: Page, local: str
) -> None:
    run = begin(page, local, "Chị Lan").split("?")[1]
    begin(page, local, "Anh Minh")
    for none in ("", "?run=000000000000"):
        page.goto(local + LIST + none)
        expect(page.locator("[data-others]")).to_contain_text("Chị Lan 0/")
        expect(page.locator("[data-name]")).to_be_hidden()
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
    # A click might miss the button: it goes as soon as this tab hears that the run is finished.
    other.locator("[data-start]").evaluate("form => form.requestSubmit()")
    expect(page.locator("[data-name]")).to_contain_text("Chị Lan Anh · Kết thúc")


def each(page: Page, local: str, module: str, name: str, rows: list[tuple[Any, ...]]) -> list[Any]:
    """Rows, arguments and then what is wanted, with what a function gives where it errs."""
    page.goto(local)
    script = """([module, name, rows]) => import(new URL(`${module}.mjs`,
      document.querySelector("[rel=modulepreload]").href))
        .then((found) => rows.map((row) => found[name](...row.slice(0, -1)) ?? null))"""
    got = page.evaluate(script, [module, name, rows])
    return [(row, one) for row, one in zip(rows, got, strict=True) if one != row[-1]]


SMALL = """() => [...document.querySelectorAll("article > :not(.pb-foot) :is(" +
    "a, button, summary, input, label:has(input))")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => [one.textContent.trim() || one.name, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && Math.min(box.width, box.height) < 24)
  .map(([name]) => name)"""


def test_a_running_list_fits_a_phone_and_a_finger(page: Page, local: str) -> None:
    for path in (f"checklists/{LONGEST.id}/", LIST):
        begin(page, local, "Chị Lan", path)
        page.evaluate("scrollTo(0, 0)")
        items = page.locator(".pb-pause .pb-item")
        first, last = (items.nth(at).bounding_box() for at in (0, -1))
        assert first
        assert last
        assert first["y"] + first["height"] < 400, f"{path}: the first item on the first screen"
        assert last["y"] + last["height"] < 2 * 740, f"{path}: eight items in two screens"
    for one in page.locator(".pb-more > summary").all():
        one.click()
    assert page.evaluate(SMALL) == []


def test_words_ready_on_lists_and_cards_are_copied_by_their_own_button(
    page: Page, local: str
) -> None:
    begin(page, local, "Chị Lan", WITHOUT_GAPS)
    row = page.locator(".pb-item:has(.pb-ready):not(:has(.pb-gap))").first
    row.locator("summary").first.click()
    expect(row.get_by_role("checkbox")).not_to_be_checked()
    row.locator("[data-copy-phrase]").click()
    expect(page.locator(".pb-toast")).to_contain_text("Đã chép")
    words = row.locator("[data-words]").inner_text()
    assert clipboard(page) == words
    assert not violations(page)
    page.goto(local + CARD)
    for answer in page.locator(".pb-says").all()[:3]:
        answer.locator("summary").click()
        answer.locator("[data-copy]").click()
        words = answer.locator("[data-words]").inner_text()
        page.wait_for_function("w => navigator.clipboard.readText().then(t => t === w)", arg=words)


SWAPS: list[tuple[Any, ...]] = [  # said, to whom, by whom, wanted
    ("Chị ơi, chị em mình lo.", "anh", "em", "Anh ơi, anh em mình lo."),
    ("Chị kể em nghe, chị em mình", "bác", "cháu", "Bác kể cháu nghe, bác cháu mình"),
    ("Rồi chị em mình cùng làm.", "anh", "tôi", "Rồi chúng ta cùng làm."),
    ("Em mong các anh chị giúp.", "anh", "em", "Em mong các anh chị giúp."),
    ("anh/chị, chị ấy, các em, bên em", "cô", "cháu", "anh/chị, chị ấy, các em, bên cháu"),
    ("Chị Lan chịu khó, kem, chịem", "chú", "tôi", "Chú Lan chịu khó, kem, chịem"),
    ("Chị em mình", "chị", "em", "Chị em mình"),
]


def test_words_change_with_whom_one_speaks_to_for_the_run_and_not_in_english(
    page: Page, local: str
) -> None:
    assert each(page, local, "pronouns", "swap", SWAPS) == []
    url = begin(page, local, "Bác Tư")
    page.locator(".pb-pronouns summary").click()
    page.get_by_role("radio", name="bác").check()
    page.get_by_role("radio", name="cháu").check()
    assert not violations(page)
    page.goto(url.replace(LIST, PHRASE))
    expect(page.locator(".pb-best [data-words]")).to_contain_text("bác")
    page.goto(local + PHRASE)
    expect(page.locator(".pb-best [data-words]")).to_contain_text("chị")
    page.locator(".pb-pronouns summary").click()
    page.get_by_role("radio", name="bác").check()
    expect(page.locator(".pb-best [data-words]")).to_contain_text("bác")
    page.goto(f"{local}en/{PHRASE}")
    page.locator("[data-copy-phrase]").wait_for()
    assert page.locator(".pb-pronouns").count() == 0


def test_how_to_address_the_client_opens_inside_a_phones_screen(page: Page, local: str) -> None:
    for path in (LIST, CARD, PHRASE, f"texts/{READY.id}/"):
        page.goto(local + path)
        page.locator(".pb-pronouns summary").click()
        for width in (320, 360, 430, 600, 760):
            page.set_viewport_size({"width": width, "height": 740})
            box = page.locator(".pb-pronouns > div").bounding_box()
            assert box
            assert box["x"] >= 0, (path, width)
            assert box["x"] + box["width"] <= width, (path, width)


HEARD = """async ([lang, texts]) => {
  const base = document.querySelector("[rel=modulepreload]").href;
  const { compile, hear } = await import(new URL("promises.mjs", base));
  const tables = await (await fetch(new URL("promises.json", base))).json();
  const patterns = compile(tables[lang]);
  return texts.map((text) => hear(patterns, text).map(({ words }) => words));
}"""


def test_the_guard_hears_promises_and_nothing_else_and_names_the_words(
    page: Page, local: str
) -> None:
    page.goto(local + PHRASE)
    wrong = []
    for lang in LANGS:
        for kind in ("warn", "pass"):
            texts = PROMISES[lang][kind]
            heard = zip(texts, page.evaluate(HEARD, [lang, texts]), strict=True)
            wrong += [(kind, *one) for one in heard if bool(one[1]) != (kind == "warn")]
    assert wrong == []
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


def test_a_list_prints_on_one_sheet_with_lines_version_and_address(page: Page, local: str) -> None:
    page.goto(local + LIST)
    page.locator("[data-progress]").wait_for()
    expect(page.locator("[data-unkept]")).to_have_count(0)
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == 1
    words = sheets[0].extract_text()
    assert str(page.locator("[data-checklist]").get_attribute("data-version"))[-8:] in words
    assert LIST in words.replace("\n", "")
    page.emulate_media(media="print")
    lines = page.locator(".pb-notes-print").bounding_box()
    assert lines
    assert lines["height"] > 60


MANY = """(count) => {
  const key = Object.keys(localStorage).find((key) => /run:[0-9a-f]{12}$/.test(key));
  const { d } = JSON.parse(localStorage[key]);
  const put = (key, d) => { localStorage[key] = JSON.stringify({ v: 1, d }); };
  for (let n = 0; n < count; n++) {
    const id = n.toString(16).padStart(12, "0");
    const at = new Date(1.7e12 + n * 1e7).toISOString();
    put(`playbook:run:${id}`, { ...d, label: `Khách ${n}`, started: at, finished: at });
    for (const [item, hash] of d.items)
      put(`playbook:run:${id}:tick:${item}`, { done: true, because: "", hash, at });
  }
}"""
LISTED = """async (what) => {
  const keys = Object.keys;
  let count = 0;
  Object.keys = (of) => { if (of === localStorage) count++; return keys(of); };
  new Function(what)();
  await new Promise((done) => setTimeout(done));
  Object.keys = keys;
  return count;
}"""


def test_an_action_among_many_runs_lists_all_keys_a_few_times_at_most(
    page: Page, local: str
) -> None:
    """Listing them once for each run took 13 seconds with 300 runs, where a tenth is wanted."""
    url = begin(page, local, "Bây giờ")
    page.evaluate(MANY, 300)
    counts: dict[str, int] = {}

    def act(name: str, script: str) -> None:
        counts[name] = page.evaluate(LISTED, script)

    page.goto(url)
    page.locator("[data-progress]").wait_for()
    act("tick", "document.querySelector('.pb-tick input').click()")
    act(
        "note",
        "const n = document.querySelector('#run-notes');"
        " n.value = 'x'; n.dispatchEvent(new Event('input'))",
    )
    page.goto(local + "runs/")
    expect(page.locator("[data-finished] li")).to_have_count(300)
    for name in ("duplicate", "delete"):
        act(name, f"document.querySelector('[data-finished] [data-do={name}]').click()")
    act("finish", "document.querySelector('[data-do=finish]').click()")
    assert {name: count for name, count in counts.items() if not 0 < count <= 8} == {}
