"""Phrases and situation cards at work: slots, the guard, copying, and a phone's first screen."""

from __future__ import annotations

import re

import pytest
from browsing import clipboard, home, violations
from golden import SAMPLE
from playwright.sync_api import Browser, BrowserContext, Page, expect

from macros.model import LANGS, Lang, Phrase, Situation
from macros.rules import judged
from scripts.project import ROOT

(PHRASE,) = judged(SAMPLE)[0].all(Phrase)


def copied(page: Page) -> str:
    page.locator("[data-copy-phrase]").click()
    expect(page.locator(".pb-toast")).not_to_be_empty()
    return clipboard(page)


@pytest.mark.parametrize("lang", LANGS)
def test_slots_are_filled_seen_and_copied_and_the_guard_meets_a_forbidden_promise(
    lang: Lang, page: Page, local: str
) -> None:
    phrase = PHRASE
    (promise,) = phrase.forbidden
    page.goto(home(local, lang) + "phrases/go-on/")
    guard = page.locator("[data-guard]")
    expect(guard).to_contain_text(phrase.slots[0].label[lang])
    assert f"[{phrase.slots[0].label[lang]}]" in copied(page)
    for slot in phrase.slots:
        page.get_by_label(slot.label[lang]).fill(f"<b>{slot.id}</b>")
    expect(guard).to_be_hidden()
    wanted = re.sub(r"\[([a-z0-9-]+)\]", r"<b>\1</b>", phrase.best.text[lang])
    assert page.locator("[data-words]").first.inner_text() == wanted
    assert copied(page) == wanted
    field = page.locator("input[data-slot]").first
    for sign in promise.signs[lang]:
        field.fill(f"X, {sign.upper()}!")
        expect(guard).to_contain_text(promise.text[lang])
        approver = page.locator("[data-approver]").get_attribute("data-approver")
        assert approver
        expect(guard).to_contain_text(approver)
        field.fill("X")
        expect(guard).not_to_contain_text(promise.text[lang])


def test_slots_are_filled_once_for_a_run(page: Page, local: str) -> None:
    page.goto(local + "checklists/answer/")
    page.fill("#run-label", "Chị Lan")
    page.locator("[data-start] button").click()
    row = page.locator(".pb-item", has=page.locator("input[data-slot]")).first
    row.locator("summary").click()
    row.locator("input[data-slot]").fill("chị Lan")
    expect(row.locator(".pb-words")).to_contain_text("chị Lan")
    row.locator("a[href*='/phrases/']").click()
    expect(page.locator("#slot-client")).to_have_value("chị Lan")
    assert "Lan" not in page.url + page.title()
    page.locator("[data-for] a").click()
    expect(page.locator("[data-name]")).to_contain_text("Chị Lan")
    page.goto(local + "phrases/go-on/")
    expect(page.locator("#slot-client")).to_have_value("")
    page.select_option("#phrase-run", index=1)
    expect(page.locator("#slot-client")).to_have_value("chị Lan")
    page.select_option("#phrase-run", index=0)
    expect(page.locator("#slot-client")).to_have_value("")


def test_what_was_filled_in_goes_along_to_the_run_it_is_for(page: Page, local: str) -> None:
    page.goto(local + "checklists/answer/")
    page.fill("#run-label", "Chị Lan")
    page.locator("[data-start] button").click()
    page.goto(local + "phrases/go-on/")
    page.fill("#slot-client", "chị Lan Anh")
    page.select_option("#phrase-run", index=1)
    expect(page.locator("#slot-client")).to_have_value("chị Lan Anh")
    page.reload()
    expect(page.locator("#slot-client")).to_have_value("chị Lan Anh")


def test_what_a_run_has_in_another_wording_is_there_again_without_it(
    page: Page, local: str
) -> None:
    field = page.locator("#slot-client")
    for name in ("Lan", "Minh"):
        page.goto(local + "checklists/answer/?new")
        page.fill("#run-label", name)
        page.locator("[data-start] button").click()
        expect(page.locator("[data-name]")).to_contain_text(name)
    page.goto(local + "phrases/go-on/")
    minh, lan = 1, 2
    page.select_option("#phrase-run", index=lan)
    field.fill("chị Lan")
    page.reload()
    page.select_option("#phrase-run", index=0)
    field.fill("chị Hoa, gọi từ sáng")
    page.select_option("#phrase-run", index=lan)
    expect(field).to_have_value("chị Lan")
    page.select_option("#phrase-run", index=minh)
    expect(field).to_have_value("")
    page.select_option("#phrase-run", index=0)
    expect(field).to_have_value("chị Hoa, gọi từ sáng")
    page.select_option("#phrase-run", index=minh)
    expect(field).to_have_value("chị Hoa, gọi từ sáng")
    page.select_option("#phrase-run", index=0)
    expect(field).to_have_value("")


def test_a_fault_is_admitted_in_no_channel_that_is_written(page: Page, local: str) -> None:
    """As playbook.yml says of each: one calls with a phrase, and a text is an e-mail."""
    for path, is_written in (("phrases/go-on/", False), ("texts/ring-back/", True)):
        page.goto(home(local, "en") + path)
        if is_written:
            page.locator(".pb-fold summary").click()
        page.locator("input[data-slot]").first.fill("this was our fault and we guarantee it")
        guard = page.locator("[data-guard]")
        expect(guard).to_contain_text("guarantee")
        assert ("in writing" in guard.inner_text()) is is_written


def test_the_guard_hears_a_promise_typed_without_tones(page: Page, local: str) -> None:
    page.goto(local + "phrases/go-on/")
    page.evaluate("""() => {
        const list = document.createElement("ul");
        list.innerHTML = '<li data-signs="bảo đảm|chắc" data-why="Vì.">x</li>';
        document.querySelector("article").append(list);
    }""")
    page.evaluate(
        "import(document.querySelector('script[src*=frame]').src"
        ".replace('frame.js', 'speak.mjs?again'))"
    )
    guard = page.locator("[data-guard]")
    for said, heard in (
        ("bao dam voi chi", True),
        ("Bảo  ĐẢM", True),
        ("chắc", True),
        ("chạc", False),
        ("chắcc", False),
        ("chac", True),
    ):
        page.locator("#slot-client").fill(said)
        if heard:
            expect(guard).to_contain_text("Đừng hứa")
        else:
            expect(guard).not_to_contain_text("Đừng hứa")


GAPS = "input[data-slot]"


def test_promises_are_heard_once_a_page_is_there_whatever_becomes_of_the_network(
    page: Page, local: str
) -> None:
    page.goto(home(local, "en") + "phrases/go-on/", wait_until="networkidle")
    page.route("**/*", lambda route: route.abort())
    page.locator(GAPS).first.fill("we guarantee it")
    expect(page.locator("[data-guard]")).to_contain_text("“guarantee”")
    assert "guarantee" in copied(page)
    expect(page.locator(".pb-toast")).to_contain_text("Read the warning")


@pytest.mark.parametrize("part", ["promises.mjs", "promises.json"])
def test_a_page_that_cannot_hear_promises_says_so(
    part: str, context: BrowserContext, local: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.route(f"**/{part}", lambda route: route.fulfill(status=404, body="gone"))
    (promise,) = PHRASE.forbidden
    sign = promise.signs["en"][0]
    page.goto(home(local, "en") + "phrases/go-on/", wait_until="networkidle")
    guard, field = page.locator("[data-guard]"), page.locator(GAPS).first
    expect(guard).not_to_contain_text("check for promises")
    for each in page.locator(GAPS).all():
        each.fill("it")
    field.fill(f"we guarantee it, {sign}")
    expect(guard).to_contain_text("The check for promises could not be loaded")
    if part == "promises.json":
        expect(guard).to_contain_text(promise.text["en"])
    assert "guarantee" in copied(page)
    expect(page.locator(".pb-toast")).to_contain_text("Read the warning")
    page.unroute(f"**/{part}")
    field.press("End")
    field.press_sequentially("!")
    expect(guard).to_contain_text("“guarantee”")
    expect(guard).not_to_contain_text("check for promises")


def test_words_copied_before_promises_are_heard_are_said_to_be_unheard(
    context: BrowserContext, local: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.route("**/promises.json", lambda _: None)  # it never comes
    page.goto(home(local, "en") + "phrases/go-on/")
    for each in page.locator(GAPS).all():
        each.fill("it")
    expect(page.locator("[data-guard]")).to_be_hidden()
    copied(page)
    expect(page.locator(".pb-toast")).to_contain_text("Read the warning")
    expect(page.locator("[data-guard]")).to_contain_text("check for promises")


def test_the_best_words_come_first_on_a_desk_with_the_others_beside(
    chromium: Browser, local: str
) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(local + "phrases/go-on/")
    boxes = [
        page.locator(f".pb-wording.pb-{name}").bounding_box() for name in ("best", "better", "poor")
    ]
    lefts = [box["x"] for box in boxes if box]
    assert len(lefts) == 3
    assert lefts == sorted(lefts)
    assert len({round(box["y"]) for box in boxes if box}) == 1
    assert page.locator(".pb-wording .pb-why").count() == 3
    page.close()


CARD = (".pb-say .pb-words", ".pb-now", ".pb-avoid", ".pb-decides")
LATE = """(parts) => {
  const box = (part) => document.querySelector(part).getBoundingClientRect();
  const [top, go] = [box("header.pb-header"), box(".pb-go .pb-button")];
  const late = parts.filter((part) => box(part).top < top.height || box(part).bottom > go.top);
  return go.bottom > innerHeight || go.height < 44 ? [...late, ".pb-go"] : late;
}"""


def test_a_phones_first_screen_holds_the_card_and_the_way_on(page: Page, real: str) -> None:
    """What to say, do and not say, who decides and the start of the list, without scrolling."""
    late = []
    for situation in judged(ROOT / "docs")[0].all(Situation):
        for lang in LANGS:
            page.goto(f"{home(real, lang)}situations/{situation.id}/")
            page.locator("[data-copy]").first.wait_for()
            late += [f"{page.url}: {part}" for part in page.evaluate(LATE, CARD)]
    assert not late, "\n".join(late)


def test_one_tap_starts_the_right_list_with_a_run(page: Page, local: str) -> None:
    page.goto(local + "situations/client-calls/")
    page.locator(".pb-go a").click()
    expect(page.locator("[data-name]")).to_contain_text("Chưa đặt tên")
    assert re.search(r"/checklists/answer/\?run=[0-9a-f]{12}$", page.url)
    page.get_by_role("checkbox").first.check()
    page.goto(local)
    page.locator("[data-runs-under-way] .pb-link a").first.click()
    expect(page.locator("[data-progress] p")).to_have_text(re.compile("^Xong 1/"))
    page.goto(local + "situations/client-calls/")
    expect(page.locator(".pb-go a.pb-button")).to_contain_text("Tiếp tục: Chưa đặt tên")
    page.locator(".pb-go a.pb-button").click()
    expect(page.locator("[data-progress] p")).to_have_text(re.compile("^Xong 1/"))
    page.go_back()
    page.locator(".pb-go .pb-new-run").click()
    expect(page.locator("[data-progress] p")).to_have_text(re.compile("^Xong 0/"))
    page.goto(local)
    assert not violations(page)
