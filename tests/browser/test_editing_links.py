"""Ways from a page to its file, and the notice that its review is overdue."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import Watched, violations
from playwright.sync_api import Browser, Page

from macros.kinds import LOOKS
from macros.model import KINDS, LANGS
from macros.render import Renderer
from macros.rules import library
from macros.write.blank import blank
from scripts import build, links
from scripts.project import ROOT

REPO = "https://github.example/team/playbook"
HREF = re.compile(r'href="(https://github\.example[^"]*)"')


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real site of a repository that is named."""
    out = tmp_path_factory.mktemp("edited") / "site"
    before = os.environ.get("PLAYBOOK_REPOSITORY")
    os.environ["PLAYBOOK_REPOSITORY"] = REPO
    try:
        assert build.mkdocs(out) == []
    finally:
        os.environ.pop("PLAYBOOK_REPOSITORY")
        if before is not None:
            os.environ["PLAYBOOK_REPOSITORY"] = before
    with links.served(out) as address:
        yield address


def test_every_record_leads_to_its_own_file_to_a_valid_new_one_and_to_an_issue() -> None:
    made, _ = library(ROOT / "docs")
    for lang in LANGS:
        renderer = Renderer(made, lang, REPO)
        for key, record in made.records.items():
            kind, _, name = key.partition("/")
            if kind == "question":
                continue  # has no page of its own
            links = HREF.findall(renderer.record(kind, name))
            urls = [link.replace("&amp;", "&") for link in links]
            edits = [url for url in urls if "/edit/main/" in url]
            file = ROOT / edits[0].removeprefix(f"{REPO}/edit/main/")
            assert f"# {record.title[lang]}\n" in file.read_text("utf-8"), key
            (wrong,) = [url for url in urls if "template=wrong-or-missing.yml" in url]
            asked = parse_qs(urlsplit(wrong).query)
            assert asked["page"] == [f"{record.folder}/{name}/"]
            assert re.fullmatch("[0-9a-f]{8}", asked["version"][0])
            news = [url for url in urls if "/new/main/" in url]
            for language, url in zip(LANGS, news, strict=False):
                query = parse_qs(urlsplit(url).query)
                folder = f"docs/{language}/{KINDS[kind].folder}"
                assert urlsplit(url).path.endswith(f"/new/main/{folder}")
                assert query["filename"] == ["….md"], "whoever forgets to name it is told"
                today = max(record.reviewed for record in made.records.values())
                assert query["value"] == [blank(kind, language, today)]
                assert len(url) < 4000
            assert len(news) == (2 if LOOKS[kind].add else 0), key


def test_without_a_repository_nothing_leads_there() -> None:
    made, _ = library(ROOT / "docs")
    renderer = Renderer(made, "vi")
    for record in made.records.values():
        if record.kind != "question":
            assert 'class="pb-edit"' not in renderer.record(record.kind, record.id)


def test_a_new_file_is_dated_by_the_editors_own_day(edited: str, watched: Watched) -> None:
    watched.page.goto(f"{edited}cases/")
    link = watched.page.locator("a[data-new][lang=vi]")
    watched.page.wait_for_function(
        "document.querySelector('a[data-new]').href.includes('reviewed%3A%20')"
    )
    watched.page.clock.install(time="2031-05-06T10:00:00")
    watched.page.reload()
    watched.page.wait_for_function(
        "document.querySelector('a[data-new]').href.includes('reviewed%3A%202031-05-06')"
    )
    assert (link.get_attribute("href") or "").startswith(f"{REPO}/new/main/docs/vi/cases?")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_past_its_date_says_so_and_a_page_before_it_does_not(
    edited: str, chromium: Browser, lang: str, scheme: str
) -> None:
    made, _ = library(ROOT / "docs")
    due = made.records["principle/calm-first"].due
    home = edited + ("en/" if lang == "en" else "")
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()

    def opened(name: str, day: date) -> Page:
        page.clock.set_fixed_time(f"{day}T09:00:00")
        page.goto(f"{home}{name}")
        page.wait_for_load_state("networkidle")
        return page

    assert opened("principles/calm-first/", due).locator(".pb-overdue").count() == 0
    banner = opened("principles/calm-first/", date.fromordinal(due.toordinal() + 3)).locator(
        ".pb-overdue"
    )
    assert "3" in banner.inner_text()
    assert (
        banner.locator("a").get_attribute("href")
        == f"{REPO}/edit/main/docs/vi/principles/calm-first.md"
    )
    assert violations(page) == ""
    last = max(record.due for record in made.records.values())
    rows = opened("contribute/state/", date.fromordinal(last.toordinal() + 1)).locator(
        "li[data-due]"
    )
    assert rows.first.inner_text().endswith(")")
    assert violations(page) == ""
    context.close()


def test_the_pages_for_editors_need_no_script(edited: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{edited}contribute/")
    assert page.locator("h1").inner_text() == "Góp sửa cẩm nang"
    page.get_by_role("link", name="tình trạng cẩm nang").click()
    assert page.locator("li[data-due]").count() >= 10
    assert page.get_by_role("heading", name="Trang chưa có trang nào dẫn tới").count() == 1
    context.close()
