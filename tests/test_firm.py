"""What a firm changes stands in playbook.yml: no Python, and a missing word is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import change

from macros.forge import Forge
from macros.read import firm, shapes
from macros.render import Renderer
from macros.rules import library
from scripts import check

Set = Callable[[str, str], None]
CACHES: tuple[Any, ...] = (firm.firm, shapes.shapes_of)


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Set]:
    """Changes a copy of playbook.yml, and lets everything read that."""
    copy = tmp_path / "playbook.yml"
    copy.write_text(firm.PATH.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(firm, "PATH", copy)

    def put(old: str, new: str) -> None:
        change(tmp_path, "playbook.yml", old, new)
        for cached in CACHES:
            cached.cache_clear()

    put("name:", "name:")
    yield put
    monkeypatch.undo()
    for cached in CACHES:
        cached.cache_clear()


FAULTS = [
    ("en: Editors}", "}", "16:12: `editors` has no `en` words. Write `en:` and the words"),
    ("vi: Chia tay", "vi: …", "30:11: `ending` has no `vi` words."),
    ("channels: #", "chanels: #", "36:3: `chanels` is no setting. Did you mean `channels`?"),
    ("branch: main", "", "1:1: `branch` is missing. Add `branch:`"),
    ("forge: github", "forge: gitea", "7:8: `forge` says `gitea`. Write github or gitlab."),
    ("review_every: 180", "review_every: often", "9:15: `review_every` says `often`. Write a num"),
    ("  editors: {", "  Biên tập: {", ":3: `Biên tập` is no id."),
    ("  editors: {", "  consultants: {", ":3: `consultants` stands twice."),
    ("name: {", "name: {{", "The settings cannot be read."),
]  # fmt: skip
"""What stands in the file, what somebody writes there, and what is said."""


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
def test_a_fault_is_said_on_its_line(
    setting: Set, docs: Path, old: str, new: str, said: str
) -> None:
    setting(old, new)
    lines = check.text(check.check(docs)[0])
    assert "playbook.yml:" in lines
    assert said in lines


def test_a_firm_renames_a_team_and_a_role_without_touching_python(setting: Set, docs: Path) -> None:
    assert check.check(docs)[0] == ()
    setting("  editors: {vi: Ban biên tập, en: Editors}", "  scribes: {vi: Thư ký, en: Scribes}")
    said = check.text(check.check(docs)[0])
    assert (
        "docs/vi/principles/listen.md:2:8: `editors` is no owner. One of: account-managers," in said
    )
    for path in (docs / "vi").rglob("*.md"):
        path.write_text(
            path.read_text("utf-8").replace("owner: editors", "owner: scribes"), "utf-8"
        )
    assert check.check(docs)[0] == ()
    assert "Scribes" in Renderer(library(docs)[0], "en").record("principle", "listen")


def test_the_forge_and_its_branch_are_settings(setting: Set) -> None:
    forge = Forge("https://forge.example/firm/book", date(2026, 12, 1))
    assert forge.edit("cases", "a", "vi").endswith("/firm/book/edit/main/docs/vi/cases/a.md")
    setting("forge: github", "forge: gitlab")
    setting("branch: main", "branch: live")
    assert forge.edit("cases", "a", "vi").endswith("/book/-/edit/live/docs/vi/cases/a.md")
    assert "issue[title]=cases%2Fa&" in forge.wrong("cases/a", "1")
