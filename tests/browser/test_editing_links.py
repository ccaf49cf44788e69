"""Ways from a page to its file, and the notice that its review is overdue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import home, in_both_lights
from golden import SAMPLE
from playwright.sync_api import Browser, Page, expect

from macros.kinds import LOOKS
from macros.model import KINDS, LANGS
from macros.render import Renderer
from macros.rules import judged
from macros.write.blank import blank
from scripts import build, links, project
from scripts.project import ROOT

REPO = "https://github.example/team/playbook"
HREF = re.compile(r'href="(https://github\.example[^"]*)"')


@pytest.fixture(scope="module")
def edited(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample's site of a repository that is named."""
    out = tmp_path_factory.mktemp("edited") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project, "ROOT", sample)
        patch.setenv("PLAYBOOK_REPOSITORY", REPO)
        assert build.mkdocs(out) == []
    with links.served(out) as address:
        yield address


def test_every_record_leads_to_its_own_file_to_a_valid_new_one_and_to_an_issue() -> None:
    made, _ = judged(ROOT / "docs")
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
    made, _ = judged(ROOT / "docs")
    renderer = Renderer(made, "vi")
    for record in made.records.values():
        if record.kind != "question":
            assert 'class="pb-edit"' not in renderer.record(record.kind, record.id)


def test_a_new_file_is_dated_by_the_editors_own_day(edited: str, page: Page) -> None:
    link = page.locator("a[data-new][lang=vi]")
    for now, dated in (("", "2"), ("2031-05-06", "2031-05-06")):
        if now:
            page.clock.install(time=f"{now}T10:00:00")
        page.goto(f"{edited}cases/")
        expect(link).to_have_attribute("href", re.compile(f"reviewed%3A%20{dated}"))
        expect(link).to_have_attribute("href", re.compile(f"^{REPO}/new/main/docs/vi/cases[?]"))


def test_a_page_past_its_date_says_so_and_a_page_before_it_does_not(
    edited: str, page: Page
) -> None:
    made, _ = judged(SAMPLE)
    due = made.records["principle/listen"].due
    last = max(record.due for record in made.records.values())

    def opened(path: str, day: date) -> None:
        page.clock.set_fixed_time(f"{day}T09:00:00")
        page.goto(path)
        page.wait_for_load_state("networkidle")

    for lang in LANGS:
        banner = page.locator(".pb-overdue")
        opened(f"{home(edited, lang)}principles/listen/", due)
        assert banner.count() == 0
        opened(f"{home(edited, lang)}principles/listen/", due + timedelta(days=3))
        assert "3" in banner.inner_text()
        way = f"{REPO}/edit/main/docs/vi/principles/listen.md"
        assert banner.locator("a").get_attribute("href") == way
        assert not in_both_lights(page)
        opened(f"{home(edited, lang)}contribute/state/", last + timedelta(days=1))
        assert page.locator("li[data-due]").first.inner_text().endswith(")")
    assert not in_both_lights(page)


def test_the_pages_for_editors_need_no_script(edited: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{edited}contribute/")
    assert page.locator("h1").inner_text() == "Góp sửa cẩm nang"
    page.get_by_role("link", name="tình trạng cẩm nang").click()
    assert page.locator("li[data-due]").count() >= 10
    assert page.get_by_role("heading", name="Trang chưa có trang nào dẫn tới").count() == 1
    context.close()
