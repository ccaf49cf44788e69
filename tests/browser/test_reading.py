"""The built site in a real browser, as a reader has it: a desk and a phone, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from browsing import SIZES, Watched, violations
from playwright.sync_api import Browser

from macros.model import Lang

OPEN = "all => all.forEach(details => { details.open = true })"


def pages(site: Path) -> list[str]:
    """A page of each kind, from the sample, which has few more."""
    found = [page.parent.relative_to(site).as_posix() for page in site.rglob("index.html")]
    return ["", *sorted(f"{path}/" for path in found if path != "." and path[:2] != "en")]


WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(("lang", "scheme"), [("vi", "light"), ("en", "dark")])
def test_every_kind_of_page_opens_without_an_error_fits_and_is_for_everybody(
    lang: Lang, scheme: Literal["light", "dark"], chromium: Browser, local: str, site: Path
) -> None:
    context = chromium.new_context(color_scheme=scheme)
    watched, faults = Watched(context.new_page()), []
    page = watched.page
    for path in pages(site):
        page.goto(local + ("en/" if lang == "en" else "") + path)
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").first.inner_text().strip()
        page.eval_on_selector_all("details", OPEN)
        for name, size in SIZES.items():
            page.set_viewport_size(size)
            if (wide := page.evaluate(WIDE)) > 0:
                faults.append(f"{path}: {wide} px too wide on a {name}")
        faults += [f"{path}: {fault}" for fault in violations(page).splitlines() + watched.errors]
        watched.errors.clear()
    context.close()
    assert not faults, "\n".join(faults)


def test_the_language_switch_lands_on_the_same_page(
    watched: Watched, local: str, site: Path
) -> None:
    page = watched.page
    for path in pages(site)[::6]:
        page.goto(local + path)
        for lang, there in (("en", f"{local}en/{path}"), ("vi", local + path)):
            page.locator(f"header a[hreflang={lang}]").click()
            page.wait_for_url(there)
            assert page.locator("html").get_attribute("lang") == lang
    assert not watched.errors


def test_a_wrong_address_gets_a_page_that_helps(watched: Watched, local: str) -> None:
    for path in ("nowhere/at/all/", "en/nowhere/"):
        answer = watched.page.goto(local + path)
        assert answer
        assert answer.status == 404
        assert watched.page.locator("a").count()
