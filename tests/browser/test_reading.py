"""The built site in a real browser, as a reader has it: a desk and a phone, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import Watched, violations

from macros.model import FOLDERS, LANGS, Lang


def samples(site: Path) -> list[str]:
    """The home page, the index of each type, and the first record of each."""
    found = [""]
    for folder in FOLDERS:
        pages = sorted(
            page.parent.relative_to(site).as_posix() + "/"
            for page in (site / folder).rglob("index.html")
        )
        found += pages[:2]
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_pages_open_without_an_error_and_for_everybody(
    lang: Lang, watched: Watched, local: str, site: Path
) -> None:
    page, found = watched.page, []
    for path in samples(site):
        url = local + ("en/" if lang == "en" else "") + path
        page.goto(url)
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").first.inner_text().strip()
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found += [
            f"{path}: {problem}"
            for problem in [
                violations(page),
                *watched.errors,
                f"{wide} px too wide" if wide > 0 else "",
            ]
            if problem
        ]
        watched.errors.clear()
    assert not found, "\n".join(found)


def test_the_language_switch_lands_on_the_same_page(
    watched: Watched, local: str, site: Path
) -> None:
    page = watched.page
    for path in samples(site)[::3]:
        page.goto(local + path)
        for lang, there in (("en", f"{local}en/{path}"), ("vi", local + path)):
            switch = page.locator(f"header a[hreflang={lang}]")
            if not switch.is_visible():  # a menu, as in the stock theme
                page.locator("header .md-select button").click()
            switch.click()
            page.wait_for_url(there)
            assert page.locator("html").get_attribute("lang") == lang
    assert not watched.errors


def test_a_wrong_address_gets_a_page_that_helps(watched: Watched, local: str) -> None:
    for path in ("nowhere/at/all/", "en/nowhere/"):
        answer = watched.page.goto(local + path)
        assert answer
        assert answer.status == 404
        assert watched.page.locator("a").count()
