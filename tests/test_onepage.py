"""The changed pages are one file that opens by itself, and the comment leads to it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import change, write
from playwright.sync_api import BrowserContext, expect

from scripts import github, preview, project, suggest
from scripts.onepage import one_page

PAGE = """<html lang="vi"><head><link rel="stylesheet" href="../s.css"></head><body class="x">
<main><h1 id="top">Một</h1><a href="../b/#top">b</a><a href="#top">t</a><a href="../c/">c</a>
<img src="../i.svg"><label for="top">x</label><script>alert(1)</script><a href="https://e.example/">e</a>
</main></body></html>"""


@pytest.fixture
def made(tmp_path: Path) -> str:
    other = PAGE.replace("Một", "Hai")
    write(
        tmp_path, {"a/index.html": PAGE, "b/index.html": other, "s.css": "b{background:url(i.svg)}"}
    )
    (tmp_path / "i.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    return one_page(tmp_path, ["a/", "b/"])


def test_it_asks_for_nothing_and_keeps_ids_apart(made: str) -> None:
    asked = re.findall(r"(?:src|href)=\"([^\"]+)\"", made) + re.findall(r"url\(\"([^\"]+)", made)
    assert all(address.startswith(("#p", "data:")) for address in asked)
    assert "<script" not in made
    ids = re.findall(r"\bid=\"([^\"]+)\"", made)
    assert sorted(ids) == ["p1", "p1-top", "p2", "p2-top"]
    assert '<a href="#p2-top">b</a><a href="#p1-top">t</a><a title="../c/">c</a>' in made
    assert 'for="p1-top"' in made
    assert made.count("data:image/svg+xml;base64,") == 3


def test_it_opens_from_a_folder(made: str, tmp_path: Path, context: BrowserContext) -> None:
    (tmp_path / "preview.html").write_text(made, "utf-8")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url[:5]))
    page.goto((tmp_path / "preview.html").as_uri())
    page.get_by_role("link", name="b", exact=True).first.click()
    expect(page.get_by_role("heading", name="Hai")).to_be_in_viewport()
    assert set(asked) <= {"file:", "data:"}


def test_a_report_has_suggestions_even_where_nothing_is_built(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "ROOT", repo.parent)
    change(repo, "vi/situations/client-calls.md", "phase: during", "phase: durring")
    site = repo.parent / "preview/site"
    preview.main(["report", "--site", str(site), "--changed-from", "HEAD", "--number", "7"])
    given = json.loads((site.parent / "report.json").read_text("utf-8"))
    assert [row["text"] for row in given["suggestions"]] == ["phase: during"]
    assert not (site.parent / "preview.html").exists()
    said: list[str] = []

    def gh(*args: str, text: str | None = None) -> str:
        said.append(text or "")
        answers: dict[str, Any] = {
            "pulls/7": {"head": {"sha": "abc"}},
            "artifacts": {
                "artifacts": [{"id": 5, "name": "preview.html"}, {"id": 6, "name": "preview"}]
            },
        }
        return json.dumps(next((a for end, a in answers.items() if args[-1].endswith(end)), []))

    for module in (github, preview):
        monkeypatch.setattr(module, "gh", gh)
    monkeypatch.setenv("PLAYBOOK_REPOSITORY", "https://forge.example/f/b")
    assert suggest.MOST == 10
    assert preview.keep(site.parent / "report.json", "abc", "9") == "written, 1 suggested"
    assert any("https://forge.example/f/b/actions/runs/9/artifacts/5" in text for text in said)
    assert any("```suggestion" in text for text in said)
