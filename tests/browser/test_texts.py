"""Whole texts, answers and stories on a phone: what is wanted while the client waits."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import WIDE, clipboard, home, in_both_lights, visit
from golden import SAMPLE
from playwright.sync_api import Page, expect

from macros.model import LANGS, Case, Lang, Situation, Template
from macros.rules import judged
from macros.search.fold import forms, words

MADE = judged(SAMPLE)[0]
(TEXT,) = MADE.all(Template)
(SITUATION,) = MADE.all(Situation)
(CASE,) = MADE.all(Case)
MARKUP = """<img src=x onerror="window.ran = 1"> & <b>5 giờ</b> {{ 1 }} %0A"""
LETTER = (
    "Chào chị,\n\nEm đã ghi lại hết:\n\n• Chuyện chị kể.\n• Giờ em gọi lại: {}.\n\nEm chào chị."
)
IS_COPIED = "wanted => navigator.clipboard.readText().then(text => text === wanted)"
CAUGHT = """navigation.addEventListener("navigate", (event) => {
  if (!event.destination.url.startsWith("mailto:")) return;
  event.preventDefault();
  window.mail = event.destination.url;
})"""


@pytest.fixture
def page(page: Page) -> Page:
    """A phone whose letters go to no mail program."""
    page.add_init_script(CAUGHT)
    return page


def copied(page: Page) -> str:
    expect(page.locator(".pb-toast")).not_to_be_empty()
    return clipboard(page)


def letter(page: Page) -> tuple[str, str]:
    """The subject and the body that the mail program is given."""
    page.locator("[data-mail]").tap()
    page.wait_for_function("window.mail")
    address = urlsplit(page.evaluate("[window.mail, window.mail = ''][0]"))
    assert address.path == "", "to nobody yet"
    given = parse_qs(address.query, strict_parsing=True)
    assert set(given) == {"subject", "body"}
    (subject,), (body,) = given["subject"], given["body"]
    assert "\n" not in body.replace("\r\n", ""), "mail programs want both"
    return subject, body.replace("\r\n", "\n")


def test_from_home_to_a_finished_letter_whose_open_gaps_are_named(page: Page, local: str) -> None:
    page.goto(local)
    page.locator(f"a.pb-door[href$='situations/{SITUATION.id}/']").tap()  # alone in its phase
    page.locator("section[aria-labelledby=texts-title] a").tap()
    page.wait_for_url(f"**/texts/{TEXT.id}/")
    expect(page.locator("[data-approver]")).to_be_visible()
    label = TEXT.slots[0].label.vi
    expect(page.locator("[data-guard]")).to_contain_text(label)
    assert letter(page) == (f"Em gọi lại lúc [{label}]", LETTER.format(f"[{label}]"))
    page.locator(".pb-fold summary").tap()
    page.get_by_label(label).fill("5 giờ chiều")
    expect(page.locator("[data-guard]")).to_be_hidden()
    expect(page.locator("[data-text=body] .pb-gap")).to_have_text("5 giờ chiều")
    assert letter(page) == ("Em gọi lại lúc 5 giờ chiều", LETTER.format("5 giờ chiều"))
    page.locator("[data-text=body] [data-copy-phrase]").tap()
    page.wait_for_function(IS_COPIED, arg=LETTER.format("5 giờ chiều"))
    page.locator("[data-text=short] [data-copy-phrase]").tap()
    page.wait_for_function(IS_COPIED, arg="Em gọi lại chị lúc 5 giờ chiều ạ.")
    assert "gi" not in urlsplit(page.url).query + urlsplit(page.url).fragment


def test_markup_and_five_thousand_letters_in_a_gap_stay_as_they_are(page: Page, local: str) -> None:
    page.goto(f"{local}texts/{TEXT.id}/")
    page.locator(".pb-fold summary").tap()
    for value in (("Dạ em ghi đủ ạ; " * 400)[:4999] + "9", MARKUP):
        page.locator("input[data-slot]").fill(value)
        subject, body = letter(page)
        assert body == LETTER.format(value)
        assert len(value) > 1000 or subject == f"Em gọi lại lúc {value}"
        page.locator("[data-text=body] [data-copy-phrase]").tap()
        page.wait_for_function(IS_COPIED, arg=LETTER.format(value))
        expect(page.locator("[data-text=body] .pb-gap")).to_have_text(value)
        assert page.evaluate(WIDE) == 0
    assert page.locator("article img, article b:text-is('5 giờ')").count() == 0
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_client_says_is_found_without_tones_and_answered_in_two_taps(
    lang: Lang, page: Page, local: str
) -> None:
    (answer,) = SITUATION.answers
    visit(page, home(local, lang))
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


def test_a_case_says_right_and_wrong_by_sign_and_words(page: Page, local: str) -> None:
    page.goto(f"{local}cases/{CASE.id}/")
    options = page.locator(".pb-option")
    expect(options).to_have_count(len(CASE.options))
    after = page.get_by_text(CASE.after[-1].text.vi)
    expect(after).to_be_hidden()
    verdicts: dict[bool, str] = {}
    for shown, option in zip(options.all(), CASE.options, strict=True):
        told = shown.locator(".pb-told")
        expect(told).to_be_hidden()
        shown.locator("summary").tap()
        expect(told).to_be_visible()
        expect(shown).to_contain_text(option.because.vi)
        verdicts[option.taken] = told.inner_text()
    assert {right: said[0] for right, said in verdicts.items()} == {True: "✓", False: "✗"}
    assert verdicts[True][1:] != verdicts[False][1:]
    page.locator(".pb-outcome > summary").tap()
    expect(after).to_be_visible()


def test_every_state_of_a_text_is_for_everybody(page: Page, local: str) -> None:
    found = {}
    page.goto(f"{local}texts/{TEXT.id}/")
    expect(page.locator("[data-guard]")).to_be_visible()
    found["gaps open"] = in_both_lights(page)
    page.locator(".pb-fold summary").click()
    page.locator("input[data-slot]").fill("100%, em cam kết, we guarantee it")
    expect(page.locator("[data-guard]")).to_have_class(re.compile("pb-bad"))
    found["a promise heard"] = in_both_lights(page)
    page.locator("input[data-slot]").fill("5 giờ")
    expect(page.locator("[data-guard]")).to_be_hidden()
    page.locator(".pb-pronouns summary").click()
    found["filled, and how to address the client"] = in_both_lights(page)
    assert not any(found.values()), found
