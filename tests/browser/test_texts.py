"""Whole texts, answers and stories on a phone: what is wanted while the client waits."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import clipboard, violations
from golden import SAMPLE
from playwright.sync_api import Browser, BrowserContext, Page, expect

from macros.model import LANGS, Case, Lang, Situation, Template
from macros.rules import library
from macros.search.fold import forms, words

MADE = library(SAMPLE)[0]
(TEXT,) = MADE.all(Template)
(SITUATION,) = MADE.all(Situation)
(CASE,) = MADE.all(Case)
MARKUP = """<img src=x onerror="window.ran = 1"> & <b>5 giờ</b> {{ 1 }} %0A"""
LETTER = (
    "Chào chị,\n\nEm đã ghi lại hết:\n\n• Chuyện chị kể.\n• Giờ em gọi lại: {}.\n\nEm chào chị."
)
CAUGHT = """navigation.addEventListener("navigate", (event) => {
  if (!event.destination.url.startsWith("mailto:")) return;
  event.preventDefault();
  window.mail = event.destination.url;
})"""


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A phone whose letters go to no mail program."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(CAUGHT)
    opened = context.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    return opened


def copied(page: Page) -> str:
    expect(page.locator(".pb-toast")).not_to_be_empty()
    return clipboard(page)


def letter(page: Page) -> tuple[str, str]:
    """The subject and the body that the mail program is given."""
    page.locator("[data-mail]").tap()
    page.wait_for_function("window.mail")
    address = urlsplit(page.evaluate("window.mail"))
    assert address.path == "", "to nobody yet"
    given = parse_qs(address.query, strict_parsing=True)
    assert set(given) == {"subject", "body"}
    (subject,), (body,) = given["subject"], given["body"]
    assert "\n" not in body.replace("\r\n", ""), "mail programs want both"
    return subject, body.replace("\r\n", "\n")


def written(page: Page, local: str, value: str) -> None:
    page.goto(f"{local}texts/{TEXT.id}/")
    page.locator(".pb-fold summary").tap()
    page.locator("input[data-slot]").fill(value)


def test_from_home_to_a_finished_letter(page: Page, local: str) -> None:
    page.goto(local)
    door = page.locator(f"a.pb-door[href$='situations/{SITUATION.id}/']")
    page.locator(".pb-fold", has=door).locator("summary").tap()
    door.tap()
    page.locator("section[aria-labelledby=texts-title] a").tap()
    page.wait_for_url(f"**/texts/{TEXT.id}/")
    expect(page.locator("[data-approver]")).to_be_visible()
    page.locator(".pb-fold summary").tap()
    page.get_by_label(TEXT.slots[0].label.vi).fill("5 giờ chiều")
    expect(page.locator("[data-guard]")).to_be_hidden()
    expect(page.locator("[data-text=body] .pb-gap")).to_have_text("5 giờ chiều")
    assert letter(page) == ("Em gọi lại lúc 5 giờ chiều", LETTER.format("5 giờ chiều"))
    page.locator("[data-text=body] [data-copy-phrase]").tap()
    assert copied(page) == LETTER.format("5 giờ chiều")
    assert "gi" not in urlsplit(page.url).query + urlsplit(page.url).fragment


def test_the_short_version_is_copied_by_its_own_button(page: Page, local: str) -> None:
    written(page, local, "5 giờ")
    page.locator("[data-text=short] [data-copy-phrase]").tap()
    assert copied(page) == "Em gọi lại chị lúc 5 giờ ạ."


def test_a_gap_left_open_is_said_and_named_in_the_letter(page: Page, local: str) -> None:
    label = TEXT.slots[0].label.vi
    page.goto(f"{local}texts/{TEXT.id}/")
    expect(page.locator("[data-guard]")).to_contain_text(label)
    assert letter(page) == (f"Em gọi lại lúc [{label}]", LETTER.format(f"[{label}]"))


def test_markup_in_a_gap_stays_words(page: Page, local: str) -> None:
    written(page, local, MARKUP)
    assert letter(page) == (f"Em gọi lại lúc {MARKUP}", LETTER.format(MARKUP))
    page.locator("[data-text=body] [data-copy-phrase]").tap()
    assert copied(page) == LETTER.format(MARKUP)
    expect(page.locator("[data-text=body] .pb-gap")).to_have_text(MARKUP)
    assert page.locator("article img, article b:text-is('5 giờ')").count() == 0
    assert page.evaluate("window.ran") is None


def test_five_thousand_letters_stay_whole(page: Page, local: str) -> None:
    long = ("Dạ em ghi đủ ạ; " * 400)[:4999] + "9"
    written(page, local, long)
    assert letter(page)[1] == LETTER.format(long)
    page.locator("[data-text=body] [data-copy-phrase]").tap()
    assert copied(page) == LETTER.format(long)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_client_says_is_found_without_tones_and_answered_in_two_taps(
    lang: Lang, page: Page, local: str
) -> None:
    (answer,) = SITUATION.answers
    page.goto(local + ("en/" if lang == "en" else ""))
    page.locator(".pb-search-box").tap()
    typed = " ".join(forms(word, False).plain for word in words(answer.text[lang]))
    page.keyboard.type(typed, delay=20)  # milliseconds
    first = page.locator(".pb-search [role=option]:first-child")
    expect(first).to_have_attribute("href", re.compile(f"situations/{SITUATION.id}/#{answer.id}$"))

    first.tap()
    page.wait_for_url(f"**#{answer.id}")
    told = page.locator(f"#{answer.id}")
    expect(told.locator("[data-words]")).to_be_in_viewport(ratio=1)
    told.locator("[data-copy]").tap()
    assert copied(page) == answer.answer[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_a_case_says_right_and_wrong_by_sign_and_words(lang: Lang, page: Page, local: str) -> None:
    page.goto(f"{local}{'en/' if lang == 'en' else ''}cases/{CASE.id}/")
    options = page.locator(".pb-option")
    expect(options).to_have_count(len(CASE.options))
    after = page.get_by_text(CASE.after[-1].text[lang])
    expect(after).to_be_hidden()
    verdicts: dict[bool, str] = {}
    for shown, option in zip(options.all(), CASE.options, strict=True):
        told = shown.locator(".pb-told")
        expect(told).to_be_hidden()
        shown.locator("summary").tap()
        expect(told).to_be_visible()
        expect(shown).to_contain_text(option.because[lang])
        verdicts[option.taken] = told.inner_text()
    assert {right: said[0] for right, said in verdicts.items()} == {True: "✓", False: "✗"}
    assert verdicts[True][1:] != verdicts[False][1:]
    page.locator(".pb-outcome > summary").tap()
    expect(after).to_be_visible()


@pytest.mark.parametrize(("lang", "scheme"), [("", "light"), ("en/", "dark")])
def test_every_state_of_a_text_is_for_everybody(
    lang: str, scheme: Literal["light", "dark"], chromium: Browser, local: str
) -> None:
    local += lang
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for path in (f"approvals/{MADE.records['approvals/table'].id}/", "texts/"):
        page.goto(local + path)
        found[path] = violations(page)
    page.goto(f"{local}texts/{TEXT.id}/")
    expect(page.locator("[data-guard]")).to_be_visible()
    found["gaps open"] = violations(page)
    page.locator(".pb-fold summary").click()
    page.locator("input[data-slot]").fill("100%, em cam kết, we guarantee it")
    expect(page.locator("[data-guard]")).to_have_class(re.compile("pb-bad"))
    found["a promise heard"] = violations(page)
    page.locator("input[data-slot]").fill("5 giờ")
    expect(page.locator("[data-guard]")).to_be_hidden()
    if not lang:
        page.locator(".pb-pronouns summary").click()
    found["filled, and how to address the client"] = violations(page)
    context.close()
    assert not any(found.values()), found
