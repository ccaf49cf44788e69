"""Checklists at work in a browser: ticks, runs, edits of the list, hand-over, failing storage."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urljoin

import pytest
from browsing import DENIED, FILL, ROOM, WIDE, Watched, clipboard, in_both_lights, violations
from golden import SAMPLE
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pypdf import PdfReader

from macros.model import Checklist, Lang, Text
from macros.render import Renderer
from macros.rules import judged

LIST = "checklists/answer/"
LIBRARY = judged(SAMPLE)[0]
(RECORD,) = LIBRARY.all(Checklist)
ALL, TITLE = len(RECORD.items), RECORD.title.vi
PHRASE = "phrases/go-on/"
READY = "[data-progress]:visible, [data-live]:visible, [data-copy-phrase]:visible"
IDS = "[...document.querySelectorAll('.pb-pause .pb-item')].map(item => item.id)"


@pytest.fixture
def tab(context: BrowserContext, local: str) -> Iterator[Callable[[str], Page]]:
    """Opens an address in a tab of its own, where nothing may go wrong."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tabs: list[Watched] = []

    def opened(path: str) -> Page:
        tabs.append(Watched(context.new_page()))
        page = tabs[-1].page
        page.goto(local + path)
        page.locator(READY).first.wait_for()
        return page

    yield opened
    assert [one.errors for one in tabs if one.errors] == []


def said(done: int, na: int = 0) -> str:
    return f"Xong {done}/{ALL}" + (f", {na} không áp dụng" if na else "")


def progress(page: Page) -> str:
    return page.locator("[data-progress] p").inner_text()


def name(page: Page, label: str) -> None:
    page.fill("#run-label", label)
    page.locator("[data-start] button").click()


def test_ticks_stay_after_a_reload_and_reach_other_tabs(tab: Callable[[str], Page]) -> None:
    one, two = tab(LIST), tab(LIST)
    boxes = one.get_by_role("checkbox")
    assert progress(one) == said(0)
    for number in (0, 2, 4):
        boxes.nth(number).check()
    assert progress(one) == said(3)
    expect(two.locator("[data-progress] p")).to_have_text(said(3))
    two.get_by_role("checkbox").nth(2).uncheck()
    expect(boxes.nth(2)).not_to_be_checked()
    one.reload()
    expect(one.locator("[data-progress] p")).to_have_text(said(2))
    assert [box.is_checked() for box in boxes.all()] == [number in {0, 4} for number in range(ALL)]
    assert one.locator("[data-progress] p").get_attribute("role") == "status"
    assert one.evaluate("document.querySelector('progress').value") == 2


def test_a_box_is_its_whole_row_and_named_by_its_text(tab: Callable[[str], Page]) -> None:
    page = tab(LIST)
    page.locator("#run-label").focus()
    page.keyboard.type("Chị Lan")
    page.keyboard.press("Enter")
    expect(page.locator("[data-name]")).to_contain_text("Chị Lan")
    for row in page.locator(".pb-tick").all():
        box = row.bounding_box()
        assert box
        assert box["height"] >= 44
        words = row.locator(".pb-do").inner_text()
        expect(page.get_by_role("checkbox", name=words, exact=True)).to_have_count(1)
        row.locator(".pb-do").click(position={"x": 2, "y": 2})
        assert row.locator("input").is_checked()
    assert progress(page) == said(ALL)


def test_what_does_not_apply_is_a_third_answer_with_its_reason(tab: Callable[[str], Page]) -> None:
    page = tab(LIST)
    first = page.locator(".pb-item").first
    first.locator("summary").click()
    first.locator(".pb-na input").fill("khách nhắn tin, không gọi")
    assert progress(page) == said(0, 1)
    page.reload()
    expect(first.locator("[data-at]")).to_contain_text(
        "Không áp dụng, vì khách nhắn tin, không gọi"
    )
    first.get_by_role("checkbox").check()
    assert progress(page) == said(1)
    assert "khách nhắn" not in first.locator("[data-at]").inner_text()
    page.reload()
    expect(first).to_have_attribute("data-state", "done")
    first.get_by_role("checkbox").uncheck()
    expect(first.locator("[data-at]")).to_contain_text("khách nhắn tin, không gọi")
    if first.locator(".pb-na input").is_hidden():
        first.locator("summary").click()
    first.locator(".pb-na input").fill("")
    expect(first).to_have_attribute("data-state", "open")
    assert progress(page) == said(0)


def test_two_tabs_with_ticks_at_once_and_two_hundred_in_turn_lose_none(
    tab: Callable[[str], Page],
) -> None:
    tabs = [tab(LIST), tab(LIST)]
    for number, page in enumerate(tabs):
        page.evaluate(
            "half => document.querySelectorAll('.pb-tick input')"
            ".forEach((box, at) => at % 2 === half && box.click())",
            number,
        )
    for page in tabs:
        expect(page.locator("[data-progress] p")).to_have_text(said(ALL))
    wanted = [True] * ALL
    for number in range(200):
        row = (number * 5 + number // ALL) % ALL
        tabs[number % 2].evaluate(
            "row => document.querySelectorAll('.pb-tick input')[row].click()", row
        )
        wanted[row] = not wanted[row]
        expect(tabs[1 - number % 2].get_by_role("checkbox").nth(row)).to_be_checked(
            checked=wanted[row]
        )
    for page in tabs:
        page.reload()
        page.locator("[data-progress]").wait_for()
        assert [box.is_checked() for box in page.get_by_role("checkbox").all()] == wanted
        assert (
            page.evaluate(
                "Object.keys(localStorage)"
                ".filter(key => /^playbook:run:[0-9a-f]+$/.test(key)).length"
            )
            == 1
        )


def test_runs_of_one_list_stand_side_by_side(tab: Callable[[str], Page]) -> None:
    page = tab(LIST)
    name(page, "Chị Lan")
    page.get_by_role("checkbox").first.check()
    page.locator(".pb-switch summary").click()
    page.get_by_role("link", name="Việc mới").click()
    expect(page.locator("[data-progress] p")).to_have_text(said(0))
    name(page, "Anh Minh")
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("checkbox").nth(2).check()
    page.locator(".pb-switch summary").click()
    page.get_by_role("link", name="Chị Lan").click()
    expect(page.locator("[data-progress] p")).to_have_text(said(1))
    assert "Lan" not in page.url + page.title()


def test_what_is_private_stays_out_of_every_request_and_title(
    tab: Callable[[str], Page], context: BrowserContext
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page = tab(LIST)
    name(page, "Khach-Rieng")
    page.fill("#run-notes", "Ghi-Chu-Rieng")
    page.locator(".pb-item summary").nth(1).click()
    page.locator(".pb-na input").nth(1).fill("Ly-Do-Rieng")
    row = page.locator(".pb-item", has=page.locator("input[data-slot]"))
    row.locator("summary").click()
    row.locator("input[data-slot]").fill("Cho-Trong-Rieng")
    row.locator(".pb-more a[href*='/phrases/']").click()
    page.locator("input[data-slot]").first.fill("Cho-Trong-Rieng")
    asked.append(page.url)
    for path in ("runs/", "", LIST):
        page.goto(page.url.split("/phrases/")[0].split("/runs/")[0].rstrip("/") + "/" + path)
        asked += [page.url, page.title()]
    assert len(asked) > 20
    assert not [one for one in asked if "Rieng" in one]


def test_my_runs_resumes_renames_finishes_duplicates_and_deletes_with_undo(
    tab: Callable[[str], Page],
) -> None:
    page = tab(LIST)
    name(page, "Chị Lan")
    page.get_by_role("checkbox").first.check()
    page.fill("#run-notes", "gọi lại chiều")
    mine = tab("runs/")
    row = mine.locator("[data-open] .pb-run-row")
    assert said(1) in row.inner_text()
    expect(mine.locator("[data-finished]")).to_be_hidden()
    row.locator("summary").click()
    row.locator("input").fill("Chị Lan Anh")
    row.locator("input").press("Enter")
    expect(row.locator("h3")).to_have_text("Chị Lan Anh")
    expect(page.locator("[data-name]")).to_contain_text("Chị Lan Anh")
    row.locator("summary").click()
    row.locator("[data-do=duplicate]").click()
    expect(row).to_have_count(2)
    row.first.locator("summary").click()
    row.first.locator("[data-do=delete]").click()
    expect(row).to_have_count(1)
    mine.get_by_role("button", name="Hoàn tác").click()
    expect(row).to_have_count(2)
    heading = mine.get_by_role("heading", name="Chị Lan Anh", exact=True)
    original = mine.locator("[data-open] .pb-run-row", has=heading)
    original.locator("[data-do=finish]").click()
    finished = mine.locator("[data-finished] .pb-run-row")
    expect(finished).to_have_count(1)
    finished.locator("a").click()
    expect(mine.locator("[data-name]")).to_contain_text("Kết thúc lúc")
    assert all(box.is_disabled() for box in mine.get_by_role("checkbox").all())
    assert mine.input_value("#run-notes") == "gọi lại chiều"
    assert mine.get_attribute("#run-notes", "readonly") is not None
    mine.locator("[data-do=reopen]").click()
    mine.get_by_role("checkbox").nth(1).check()
    assert progress(mine) == said(2)


def test_a_name_half_typed_in_a_row_stays_and_what_changed_meanwhile_is_drawn(
    tab: Callable[[str], Page],
) -> None:
    page = tab(LIST)
    name(page, "Chị Lan")
    mine = tab("runs/")
    row = mine.locator("[data-open] .pb-run-row")
    row.locator("summary").click()
    row.locator("input").fill("Chị Lan A")
    page.get_by_role("checkbox").first.check()
    mine.wait_for_function("Object.keys(localStorage).some((key) => key.includes(':tick:'))")
    mine.locator("h1").click()
    expect(row).to_contain_text(said(1))
    page.get_by_role("checkbox").nth(1).check()
    expect(row).to_contain_text(said(2))
    expect(row.locator("input")).to_have_value("Chị Lan A")
    row.locator("summary").click()
    row.locator("button[type=submit]").click()
    expect(row.locator("h3")).to_have_text("Chị Lan A")
    expect(row.locator("input")).to_have_value("Chị Lan A")
    page.locator("[data-do=rename]").evaluate("button => button.click()")
    name(page, "Chị Hoa")
    expect(row.locator("h3")).to_have_text("Chị Hoa")
    expect(row.locator("input")).to_have_value("Chị Hoa")


def test_the_address_of_a_run_that_is_gone_joins_no_other(tab: Callable[[str], Page]) -> None:
    page, other = tab(f"{LIST}?run=0123456789ab"), tab(LIST)
    other.get_by_role("checkbox").first.check()
    page.wait_for_function("Object.keys(localStorage).some((key) => key.includes(':tick:'))")
    page.fill("#run-notes", "của việc khác")
    expect(page.locator("[data-progress] p")).to_have_text(said(0))
    expect(other.locator("#run-notes")).to_have_value("")


def edited(context: BrowserContext, change: Callable[[str], str]) -> None:
    """Serves the list as if an editor had changed it."""

    def answer(route: Route) -> None:
        got = route.fetch()
        route.fulfill(response=got, body=change(got.text()))

    context.route(re.compile(LIST + r"(\?.*)?$"), answer)


def test_an_edit_of_the_list_keeps_ticks_and_says_what_changed(
    tab: Callable[[str], Page], context: BrowserContext
) -> None:
    page = tab(LIST)
    ids = page.evaluate(IDS)
    for box in page.get_by_role("checkbox").all()[:4]:
        box.check()
    before = page.locator(".pb-do").all_inner_texts()

    def change(html: str) -> str:
        items = re.findall(r'<li class="pb-item".*?</details>\s*</li>', html, re.DOTALL)
        assert len(items) == ALL
        reworded = re.sub(r'data-hash="\w+"', 'data-hash="changed"', items[1]).replace(
            before[1], "Câu chữ mới toanh."
        )
        new = items[-1].replace(ids[-1], "brand-new").replace(before[-1], "Việc mới.")
        wanted = [
            items[3],
            reworded,
            items[0],
            new,
            *items[4:],
        ]  # moved, reworded, added, and item 2 taken off
        return (
            html.replace("".join(items), "".join(wanted))
            if "".join(items) in html
            else replace_all(html, items, wanted)
        )

    edited(context, change)
    page.reload()
    expect(page.locator("[data-changed]")).to_have_text(
        "Từ lúc bạn bắt đầu, bảng này sửa 1 việc, thêm 1 việc, bớt 1 việc. Dấu của bạn vẫn còn."
    )
    checked = page.evaluate(
        "[...document.querySelectorAll('.pb-tick input:checked')].map(box => box.name)"
    )
    assert checked == [ids[3], ids[1], ids[0]]
    assert before[1] in page.locator(f"#{ids[1]} [data-old]").inner_text()
    assert before[2] in page.locator("[data-removed] li[data-state=done]").inner_text()
    page.locator(".pb-handover [data-do=text]").click()
    expect(page.locator(".pb-toast")).to_contain_text("Đã chép")
    copied = clipboard(page)
    assert before[2] in copied
    assert before[1] in copied


def mended(context: BrowserContext, do: Text, why: Text | None = None) -> None:
    """Serves the list as the build would after an editor gave its first item these words."""
    first, *rest = RECORD.pauses
    item, *others = first.items
    pause = replace(first, items=(replace(item, do=do, why=why or item.why), *others))
    after = replace(RECORD, pauses=(pause, *rest))
    made = replace(LIBRARY, records={**LIBRARY.records, after.key: after})

    def change(html: str) -> str:
        lang: Lang = "en" if '<html lang="en"' in html else "vi"
        article = Renderer(made, lang).record("checklist", RECORD.id)
        return re.sub(r"<article.*</article>", lambda _: article, html, flags=re.DOTALL)

    edited(context, change)


MENDED = "Nghe cho hết rồi hãy nói."


def hears(page: Page) -> list[str]:
    """What a run's page says of edits: of the list as a whole, then of its first item."""
    expect(page.locator("[data-progress] p")).to_have_text(re.compile(r"1(/| of)"))
    notes = page.locator("[data-changed], .pb-item:first-child [data-old]").all()
    return [note.inner_text() for note in notes if note.is_visible()]


CHANGED = {
    "": [
        "Từ lúc bạn bắt đầu, bảng này sửa 1 việc, thêm 0 việc, bớt 0 việc. Dấu của bạn vẫn còn.",
        f"Câu chữ đã đổi. Lúc bắt đầu: “{RECORD.items[0].do.vi}”",
    ],
    "en/": [
        "Since you started: 1 changed, 0 added, 0 removed. Your ticks are kept.",
        f"The words have changed. When you started: “{RECORD.items[0].do.en}”",
    ],
}


def test_changed_words_are_said_where_one_sees_them_until_the_item_is_answered_again(
    tab: Callable[[str], Page], context: BrowserContext
) -> None:
    do = RECORD.items[0].do
    said: dict[tuple[str, str], list[str]] = {}
    for begun, elsewhere in (("", "en/"), ("en/", "")):
        other, own = Text(do.vi, "Hear it all."), Text(MENDED, do.en)
        if begun:
            other, own = own, other
        context.unroute_all()
        page = tab(begun + LIST)
        page.get_by_role("checkbox").nth(1).check()
        mended(context, do=other, why=Text("Vì thế.", "So."))
        page.reload()
        said[begun, "the other language's words and a reason changed"] = hears(page)
        context.unroute_all()
        mended(context, do=own)
        page.locator(".pb-lang").click()
        page.wait_for_url(re.compile(rf"\d/{elsewhere}checklists"))
        said[begun, "seen in the other language"] = hears(page)
        page.locator(".pb-lang").click()
        page.wait_for_url(re.compile(rf"\d/{begun}checklists"))
        assert hears(page) == CHANGED[begun]
        page.get_by_role("checkbox").first.check()
        expect(page.locator(".pb-item:first-child [data-old]")).to_be_hidden()
        page.evaluate("localStorage.clear()")
        page.close()
    assert {case: words for case, words in said.items() if words} == {}


def replace_all(html: str, items: list[str], wanted: list[str]) -> str:
    start, end = html.index(items[0]), html.index(items[-1]) + len(items[-1])
    return html[:start] + "\n".join(wanted) + html[end:]


def test_a_run_is_copied_as_text_and_as_a_task_list(tab: Callable[[str], Page]) -> None:
    page = tab(LIST)
    name(page, "Chị *Lan*")
    words = page.locator(".pb-do").all_inner_texts()
    page.get_by_role("checkbox").first.check()
    second = page.locator(".pb-item").nth(1)
    second.locator("summary").click()
    second.locator(".pb-na input").fill("đã kể rồi")
    page.fill("#run-notes", "một\nhai")
    page.locator(".pb-handover [data-do=text]").click()
    expect(page.locator(".pb-toast")).to_contain_text("Đã chép bản bàn giao")
    text = clipboard(page)
    assert text.startswith(f"{TITLE}: Chị *Lan*\nBắt đầu lúc ")
    assert f"[x] {words[0]} (Xong lúc " in text
    assert f"[–] {words[1]} (Không áp dụng, vì đã kể rồi (" in text
    assert all(f"[ ] {one}" in text for one in words[2:])
    assert str(page.locator("[data-checklist]").get_attribute("data-version")) in text
    assert said(1, 1) in text
    assert text.endswith("\nGhi chú\nmột\nhai\n")
    page.locator(".pb-rest summary").click()
    page.locator("[data-do=markdown]").click()
    expect(page.locator(".pb-toast")).to_contain_text("Đã chép bản bàn giao")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('#'))")
    marked = clipboard(page)
    assert marked.startswith(f"# {TITLE}: Chị \\*Lan\\*\n")
    assert marked.count("- [x] ") == 1
    assert marked.count("- [ ] ") == ALL - 1
    assert marked.endswith("> một\n> hai\n")


def test_a_link_carries_ticks_and_nothing_private(
    tab: Callable[[str], Page], chromium: Browser
) -> None:
    page = tab(LIST)
    name(page, "Chị Lan")
    page.fill("#run-notes", "bí mật")
    ids = page.evaluate(IDS)
    page.get_by_role("checkbox").nth(1).check()
    last = page.locator(".pb-item").nth(3)
    last.locator("summary").click()
    last.locator(".pb-na input").fill("riêng tư")
    page.locator(".pb-rest summary").click()
    page.locator("[data-do=link]").click()
    expect(page.locator(".pb-toast")).to_contain_text("Đã chép liên kết")
    link = clipboard(page)
    assert link.split("/")[-1] == f"#ticks={ids[1]}.~{ids[3]}"
    other = chromium.new_context().new_page()
    other.goto(link + ".nonsense.__proto__")
    expect(other.locator("[data-offer] p")).to_contain_text("2 mục")
    assert other.evaluate("localStorage.length") <= 1
    other.get_by_role("button", name="Dùng các mục đã đánh dấu").click()
    expect(other.locator("[data-progress] p")).to_have_text(said(1, 1))
    assert "ticks" not in other.url
    other.context.close()


def test_print_holds_every_item_and_the_notes(tab: Callable[[str], Page]) -> None:
    page = tab(LIST)
    name(page, "Lan")
    page.get_by_role("checkbox").first.check()
    page.fill("#run-notes", "notes-line\n" * 30 + "notes-end")
    words = [
        page.locator("h1").inner_text(),
        *page.locator(".pb-do").all_inner_texts(),
        "Lan",
        "notes-end",
    ]
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    printed = squeezed("".join(sheet.extract_text() for sheet in pdf.pages))
    assert [one for one in words if squeezed(one) not in printed] == []
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in pdf.pages} <= {
        (595, 842),
        (596, 842),
    }
    page.emulate_media(media="print")
    for chrome in (
        "header.pb-header",
        ".pb-footer",
        ".pb-actions",
        ".pb-run-start",
        "#run-notes",
        ".pb-related",
    ):
        assert not page.locator(chrome).first.is_visible()
    assert page.locator(".pb-tick input").first.is_visible()


def squeezed(text: str) -> str:
    """Without spaces, and with ligatures taken apart."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_without_scripts_everything_is_there_and_can_be_ticked(
    chromium: Browser, local: str
) -> None:
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto(local + LIST)
    page.locator(".pb-tick").first.click()
    assert page.locator(".pb-tick input").first.is_checked()
    assert page.locator(".pb-do").count() == ALL
    for hidden in ("[data-run]", "[data-handover]", "[data-progress]", "[data-removed]"):
        assert not page.locator(hidden).is_visible()
    assert page.locator("[data-unkept]").is_visible()
    page.locator(".pb-more:has(.pb-ready) summary").first.click()
    assert page.locator(".pb-ready .pb-words").first.is_visible()
    page.goto(local + PHRASE)
    assert page.locator("[data-words] .pb-gap").first.inner_text()
    assert not page.locator("[data-copy-phrase]").is_visible()
    page.goto(local + "runs/")
    assert page.locator("[data-still]").is_visible()
    context.close()


def test_a_tick_made_before_the_script_has_come_is_kept(
    context: BrowserContext, local: str
) -> None:
    page = context.new_page()

    def late(route: Route) -> None:
        # By the row: while the list has not come, Material's own boxes stand alone.
        page.locator(".pb-tick input").nth(1).check()
        route.continue_()

    context.route("**/checklist.mjs", late)
    page.goto(local + LIST)
    expect(page.locator("[data-progress] p")).to_have_text(said(1))
    page.reload()
    expect(page.locator("[data-progress] p")).to_have_text(said(1))


def test_denied_storage_is_said_and_the_page_works(context: BrowserContext, local: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(DENIED)
    page = (
        context.new_page()
    )  # Material's own scripts do not survive this, so its errors are not counted
    page.goto(local + "en/" + LIST)
    expect(page.locator(".pb-trouble")).to_contain_text("does not let us store")
    name(page, "Ms A")
    page.get_by_role("checkbox").first.check()
    assert progress(page) == f"1 of {ALL} done"
    page.locator(".pb-handover [data-do=text]").click()
    expect(page.locator(".pb-toast")).to_contain_text("Copied")
    assert "Ms A" in clipboard(page)
    assert not violations(page)


def test_full_storage_is_said_and_no_tick_is_lost(tab: Callable[[str], Page]) -> None:
    page = tab(LIST)
    page.get_by_role("checkbox").first.check()
    page.evaluate(FILL)
    page.get_by_role("checkbox").nth(1).check()
    expect(page.locator(".pb-trouble")).to_contain_text("đã đầy")
    assert progress(page) == said(2)
    page.evaluate(ROOM)
    page.get_by_role("checkbox").nth(2).check()
    assert progress(page) == said(3)
    page.reload()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    expect(page.get_by_role("checkbox").nth(2)).to_be_checked()


def test_a_page_where_a_name_is_being_typed_joins_no_other_run(tab: Callable[[str], Page]) -> None:
    mine, theirs = tab(LIST), tab(LIST)
    mine.fill("#run-label", "Khách hai")
    theirs.fill("#run-notes", "lời của khách một")
    mine.wait_for_function("Object.keys(localStorage).some((key) => key.endsWith(':notes'))")
    mine.locator("[data-start] button").click()
    expect(mine.locator("[data-name]")).to_contain_text("Khách hai")
    expect(mine.locator("#run-notes")).to_have_value("")
    assert "Khách hai" not in theirs.locator("[data-name]").inner_text()


LENGTH = "localStorage.length"


def test_words_that_had_no_room_stay_whatever_another_tab_does(tab: Callable[[str], Page]) -> None:
    page = tab(LIST)
    name(page, "Chị Lan")
    page.fill("#run-notes", "một")
    other = tab(f"{LIST}?{page.url.split('?')[1]}")
    expect(other.locator("#run-notes")).to_have_value("một")
    page.evaluate(FILL)
    other.wait_for_function("n => localStorage.length === n", arg=page.evaluate(LENGTH))
    other.fill("#run-notes", "một, và lời khách kể rất dài")
    expect(other.locator(".pb-trouble")).to_contain_text("đã đầy")
    page.fill("#run-notes", "một, hai")  # which is tried, and put back
    page.evaluate(ROOM)
    page.fill("#run-notes", "một, ba")
    expect(other.locator("#run-notes")).to_have_value("một, và lời khách kể rất dài")


def test_a_run_goes_on_when_its_list_and_an_item_get_other_ids(
    tab: Callable[[str], Page], context: BrowserContext
) -> None:
    page = tab(LIST)
    name(page, "Chị Lan")
    page.locator("#hear input[type=checkbox]").first.check()
    page.evaluate("""() => { for (const [key, value] of Object.entries(localStorage))
        if (/run:[0-9a-f]+$/.test(key))
          localStorage.setItem(key, value.replace('"answer"', '"old-name"')) }""")
    page.goto(page.url.split("?")[0])
    expect(page.locator("[data-progress] p")).to_have_text(said(0))

    def renamed(route: Route) -> None:
        answer = route.fetch()
        body = re.sub(r'(data-(?:check)?list="answer")', r'\1 data-was="x old-name"', answer.text())
        body = body.replace('id="hear" ', 'id="hear-them" data-was="ear hear" ')
        route.fulfill(response=answer, body=body.replace('name="hear"', 'name="hear-them"'))

    context.route(re.compile(r"/checklists/answer/(\?|$)"), renamed)
    context.route("**/runs/", renamed)
    page.reload()
    expect(page.locator("[data-progress] p")).to_have_text(said(1))
    expect(page.locator("#hear-them input[type=checkbox]").first).to_be_checked()
    expect(page.locator("[data-removed]")).to_be_hidden()
    page.evaluate("""() => { for (const [key, value] of Object.entries(localStorage))
        if (key.endsWith("tick:hear")) localStorage.setItem(key,
          value.replace("true", "false").replace(/"at":"20/, '"at":"21')) }""")
    page.reload()  # a page opened before has taken the tick away since
    expect(page.locator("[data-name]")).to_contain_text("Chị Lan")
    expect(page.locator("[data-progress] p")).to_have_text(said(0))
    expect(tab("runs/").locator(".pb-run-row a")).to_have_attribute(
        "href", re.compile("answer/[?]run=")
    )


@pytest.mark.parametrize(
    ("lang", "gone", "look", "done"),
    [
        ("", "bảng kiểm này không còn dùng", "Xem lại", "Xong lúc"),
        ("en/", "its checklist is used no more", "Look at it", "Done at"),
    ],
)
def test_a_run_is_read_and_copied_where_its_list_is_gone(
    tab: Callable[[str], Page], lang: str, gone: str, look: str, done: str
) -> None:
    page = tab(f"{lang}{LIST}")
    name(page, "Chị Lan")
    page.get_by_role("checkbox").first.check()
    page.fill("#run-notes", "ba giờ ghi chép\nkhông được mất")
    first = page.locator(".pb-do").first.inner_text()
    page.wait_for_function("Object.keys(localStorage).some((key) => key.endsWith(':notes'))")
    page.evaluate("""() => { for (const [key, value] of Object.entries(localStorage))
        if (/run:[0-9a-f]+$/.test(key))
          localStorage.setItem(key, value.replace('"list":"answer"', '"list":"retired"')) }""")
    page.goto(urljoin(page.url, "../../runs/"))
    row = page.locator(".pb-run-row")
    expect(row.locator("[data-facts]")).to_contain_text(gone)
    expect(row.locator("a")).to_have_count(0)
    row.locator("summary", has_text=look).click()
    for words in (first, done, "ba giờ ghi chép", "không được mất", "Chị Lan"):
        expect(row.locator(".pb-run-text")).to_contain_text(words)
    assert not violations(page)
    button = row.locator("[data-do=text]")
    button.click()
    expect(page.locator(".pb-toast")).to_be_visible()
    expect(button).to_be_focused()
    assert clipboard(page) == row.locator(".pb-run-text").inner_text()
    row.locator("summary", has_text="…").click()
    row.locator("[data-do=finish]").click()
    expect(page.locator("[data-finished] .pb-run-text")).to_contain_text("ba giờ")
    page.locator("[data-finished] summary", has_text="…").click()
    page.locator("[data-finished] [data-do=reopen]").click()
    page.goto(urljoin(page.url, "../"))
    page.locator("[data-runs-under-way] li a").click()
    expect(page).to_have_url(re.compile("/runs/$"))
    expect(page.locator("[data-open] .pb-run-row")).to_have_count(1)


def test_a_damaged_value_is_said_and_kept(tab: Callable[[str], Page]) -> None:
    page = tab(LIST)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("checkbox").nth(1).check()
    key = page.evaluate("Object.keys(localStorage).find(key => key.includes(':tick:'))")
    page.evaluate("key => localStorage.setItem(key, '{broken')", key)
    page.reload()
    expect(page.locator(".pb-trouble")).to_contain_text("bị hỏng")
    assert progress(page) == said(1)
    assert page.evaluate("Object.values(localStorage).includes('{broken')")


SHAPES = (
    "5",
    "null",
    "[]",
    '"run"',
    '{"list":["answer"]}',
    '{"list":"answer","items":7}',
)


def test_a_value_of_the_wrong_shape_harms_nothing(tab: Callable[[str], Page]) -> None:
    page = tab(LIST)
    for value in SHAPES:
        page.evaluate("localStorage.clear()")
        for key in ("run:0123456789ab", "run:0123456789ab:tick:hear"):
            page.evaluate(
                '([key, value]) => localStorage.setItem(`playbook:${key}`, `{"v":1,"d":${value}}`)',
                [key, value],
            )
        for path in ("../../runs/", f"../{PHRASE}", f"../../{LIST}"):
            page.goto(urljoin(page.url, path))
            page.locator(READY).first.wait_for()
        page.get_by_role("checkbox").first.check()
        expect(page.locator("[data-progress] p")).to_have_text(said(1))


def test_forgetting_says_what_goes_and_leaves_nothing(tab: Callable[[str], Page]) -> None:
    page = tab(LIST)
    name(page, "Chị Lan")
    page.evaluate(
        "localStorage.setItem('playbook:path:first-day:1', '{\"v\":1,\"d\":true}'),"
        " localStorage.setItem('playbook:run:bad', '!')"
    )
    mine = tab("runs/")
    mine.locator("details:has(#forget) summary").click()
    expect(mine.locator("[data-what]")).to_contain_text("1 việc, 1 bước đọc, 0 câu trả lời")
    mine.locator("[data-forget]").click()
    mine.get_by_role("button", name="Giữ lại").click()
    assert mine.evaluate("Object.keys(localStorage).some(key => key.startsWith('playbook:'))")
    mine.locator("[data-forget]").click()
    mine.get_by_role("button", name="Xóa hết", exact=True).click()
    expect(mine.locator(".pb-toast")).to_contain_text("Đã xóa hết")
    assert not mine.evaluate("Object.keys(localStorage).some(key => key.startsWith('playbook:'))")
    expect(page.locator("[data-progress] p")).to_have_text(said(0))


@pytest.mark.slow
def test_every_state_is_for_everybody(page: Page, local: str) -> None:
    found = {}
    page.goto(f"{local}{LIST}?start")
    page.get_by_role("checkbox").first.wait_for()
    found["new run"] = in_both_lights(page)
    name(page, "Lan")
    page.get_by_role("checkbox").first.check()
    page.locator(".pb-item").nth(3).locator("summary").click()
    page.locator(".pb-na input").nth(3).fill("because")
    page.locator(".pb-handover .pb-rest summary").click()
    page.locator("[data-do=reset]").click()
    found["ticks, reason, undo"] = in_both_lights(page)
    page.get_by_role("button", name="Hoàn tác").click()
    page.goto(page.url.split("?")[0] + "#ticks=hear")
    page.locator("[data-offer]").wait_for()
    found["offer"] = in_both_lights(page)
    page.locator(".pb-handover [data-do=finish]").click()
    found["asked"] = in_both_lights(page)
    page.locator("[data-unfinished] [value=yes]").click()
    found["finished"] = in_both_lights(page)
    page.goto(f"{local}runs/")
    page.locator("[data-finished] .pb-run-row").wait_for()
    found["my runs"] = in_both_lights(page)
    page.locator("[data-finished] summary").first.click()
    page.locator("[data-do=duplicate]").first.click()
    page.locator("[data-open] summary").first.click()
    found["renaming"] = in_both_lights(page)
    page.locator("details:has(#forget) summary").click()
    page.locator("[data-forget]").click()
    found["forgetting"] = in_both_lights(page)
    page.goto(f"{local}{PHRASE}")
    page.locator("[data-copy-phrase]").wait_for()
    found["phrase"] = in_both_lights(page)
    assert {state: fault for state, fault in found.items() if fault} == {}
    assert page.evaluate(WIDE) <= 0
