"""The built site in a real browser, as a reader has it: a desk and a phone, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from browsing import BROKEN, SIZES, SWEEP, WIDE, Watched, home, violations
from playwright.sync_api import Browser

from macros.model import Lang

FACTS = """() => [document.documentElement.lang, document.querySelector("h1").innerText.trim(),
  document.querySelector("header a.pb-lang").href, document.documentElement.matches(".js")]"""
REFUSED = "(window.broken ?? []).map((what) => `the policy forbids ${what}`)"
OPEN = "all => all.forEach(details => { details.open = true })"


def pages(site: Path) -> list[str]:
    """A page of each kind, from the sample, which has few more."""
    found = [page.parent.relative_to(site).as_posix() for page in site.rglob("index.html")]
    return ["", *sorted(f"{path}/" for path in found if path != "." and path[:2] != "en")]


@pytest.mark.parametrize(("lang", "scheme"), [("vi", "light"), ("en", "dark")])
def test_every_kind_of_page_opens_without_an_error_fits_and_is_for_everybody(
    lang: Lang, scheme: Literal["light", "dark"], chromium: Browser, local: str, site: Path
) -> None:
    """Each kind meets axe in one of the two, as it takes longest; nightly in both."""
    context = chromium.new_context(color_scheme=scheme)
    watched, faults = Watched(context.new_page()), []
    other: Lang = "en" if lang == "vi" else "vi"
    page = watched.page
    page.add_init_script(BROKEN)
    for number, path in enumerate(pages(site)):
        page.goto(home(local, lang) + path)
        here, title, there, runs = page.evaluate(FACTS)
        if (here, bool(title), there, runs) != (lang, True, home(local, other) + path, True):
            faults.append(f"{path}: in {here}, called “{title}”, switches to {there}, runs: {runs}")
        page.eval_on_selector_all("details", OPEN)
        for name, size in SIZES.items():
            page.set_viewport_size(size)
            if (wide := page.evaluate(WIDE)) > 0:
                faults.append(f"{path}: {wide} px too wide on a {name}")
        said = watched.errors + page.evaluate(REFUSED)
        if SWEEP or number % 2 == (lang == "en"):
            said += violations(page).splitlines()
        faults += [f"{path}: {fault}" for fault in said]
        watched.errors.clear()
    context.close()
    assert not faults, "\n".join(faults)


def test_a_wrong_address_gets_a_page_that_says_so_and_is_for_everybody(
    chromium: Browser, local: str
) -> None:
    page = chromium.new_page()
    for path in ("nowhere/at/all/", "en/nowhere/"):
        answer = page.goto(local + path)
        assert answer
        assert answer.status == 404
        assert page.locator("#main a").count()
    assert not violations(page)
    page.close()
