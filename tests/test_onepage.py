"""The changed pages are one file that opens by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import write
from playwright.sync_api import BrowserContext, expect

from scripts.onepage import one_page

PAGE = """<html lang="vi"><head><link rel="stylesheet" href="../s.css"></head><body class="x">
<main><h1 id="top">Một</h1><a href="../b/#top">b</a><a href="#top">t</a><a href="../c/">c</a>
<label for="top">x</label><script>alert(1)</script><a href="https://e.example/">e</a>
</main></body></html>"""


@pytest.fixture
def made(tmp_path: Path) -> str:
    other = PAGE.replace("Một", "Hai")
    write(tmp_path, {"a/index.html": PAGE, "b/index.html": other, "s.css": "b{color:red}"})
    return one_page(tmp_path, ["a/", "b/"])


def test_it_asks_for_nothing_and_keeps_ids_apart(made: str) -> None:
    asked = re.findall(r"(?:src|href)=\"([^\"]+)\"", made) + re.findall(r"url\(\"([^\"]+)", made)
    assert all(address.startswith(("#p", "data:")) for address in asked)
    assert "<script" not in made
    ids = re.findall(r"\bid=\"([^\"]+)\"", made)
    assert sorted(ids) == ["p1", "p1-top", "p2", "p2-top"]
    assert '<a href="#p2-top">b</a><a href="#p1-top">t</a><a title="../c/">c</a>' in made
    assert 'for="p1-top"' in made
    assert "@media all {\nb{color:red}\n}" in made
    assert "default-src 'none'" in made


def test_it_opens_from_a_folder(made: str, tmp_path: Path, context: BrowserContext) -> None:
    (tmp_path / "preview.html").write_text(made, "utf-8")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url[:5]))
    page.goto((tmp_path / "preview.html").as_uri())
    page.get_by_role("link", name="b", exact=True).first.click()
    expect(page.get_by_role("heading", name="Hai")).to_be_in_viewport()
    assert set(asked) <= {"file:", "data:"}
