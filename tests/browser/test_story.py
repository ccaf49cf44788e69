"""One call, from the ringing phone to the hand-over, as the playbook's planners wanted it to go."""

from __future__ import annotations

import re

import pytest
import recall
from browsing import clipboard, home
from playwright.sync_api import Page, expect

from macros.model import LANGS, Lang

KEYS = 8


@pytest.mark.parametrize("lang", LANGS)
def test_from_the_ringing_phone_to_the_hand_over(lang: Lang, page: Page, real: str) -> None:
    page.goto(home(real, lang), wait_until="networkidle")
    (query,) = [query for query in recall.read(lang) if query.style == "story"]
    (there,) = query.pages

    # Home to the first sentence: two taps and eight keys.
    assert len(query.words) <= KEYS
    page.locator(".pb-search-box").tap()
    page.keyboard.type(query.words, delay=40)  # milliseconds; as fast as anybody types
    first = page.locator(".pb-search [role=option]:first-child")
    expect(first).to_have_attribute("href", re.compile(there))
    first.tap()
    page.wait_for_url(f"**/{there}**")
    sentence = page.locator(".pb-say [data-words]")
    expect(sentence).to_be_in_viewport(ratio=1)

    # A new run: two taps and a name.
    page.locator(".pb-go a.pb-button").tap()
    page.wait_for_url("**/checklists/*/**")
    page.locator("#run-label").fill("Chị Lan")
    page.locator("[data-start] button").tap()
    expect(page.locator("[data-name]")).to_contain_text("Chị Lan")

    # The whole list by keyboard: the first box has the focus.
    boxes = page.locator(".pb-pause input[type=checkbox]")
    count = boxes.count()
    expect(boxes.first).to_be_focused()
    for _ in range(200):
        if page.evaluate(
            "document.activeElement.matches('.pb-pause input[type=checkbox]')"
            " && !document.activeElement.checked"
        ):
            page.keyboard.press("Space")
        if page.locator(".pb-pause input[type=checkbox]:checked").count() == count:
            break
        page.keyboard.press("Tab")
    expect(page.locator("progress")).to_have_js_property("value", count)

    # The hand-over: one tap.
    page.locator("[data-end] [data-do=text]").tap()
    expect(page.locator(".pb-toast")).not_to_be_empty()
    text = clipboard(page)
    assert "Chị Lan" in text
    assert text.count("[x]") == count

    page.reload()
    expect(page.locator("progress")).to_have_js_property("value", count)
    expect(page.locator("[data-name]")).to_contain_text("Chị Lan")
    assert "Lan" not in page.url
    assert "Lan" not in page.title()
