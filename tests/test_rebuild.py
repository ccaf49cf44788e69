"""What an edit rebuilds is what a whole build would make, and no more than it must."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Patch, change, copied, tree

from macros.asked import Asked
from macros.read import tree as reading
from scripts import rebuild
from scripts.rebuild import Job

CONFIGS = {"vi": "mkdocs.yml", "en": "mkdocs.en.yml"}


class Shown:
    """The sample playbook as `serve` shows it, for edits."""

    def __init__(self, root: Path) -> None:
        self.root, self.docs = copied(root), root / "docs"
        self.jobs = self.into("new")
        self.shown = self.into("shown")
        assert self.whole(rebuild.again(self.docs, self.jobs))

    def into(self, name: str) -> list[Job]:
        return [
            Job(str(self.root / config), self.root / name / lang, f"http://127.0.0.1:8000/{lang}/")
            for lang, config in CONFIGS.items()
        ]

    def edit(self) -> rebuild.Remade:
        return rebuild.again(self.docs, self.jobs, self.shown)

    def whole(self, made: rebuild.Remade) -> bool:
        """Show all pages anew, as `serve` does, if all were made."""
        if made.whole:
            shutil.rmtree(self.root / "shown", ignore_errors=True)
            (self.root / "new").rename(self.root / "shown")
        return made.whole

    def as_a_whole_build(self) -> bool:
        """Whether all files are those of a clean build, byte for byte."""
        rebuild.late(self.shown)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reading, "KEPT", {})
            for job in self.into("clean"):
                assert rebuild.render(job)[1] == []
        same = tree(self.root / "shown") == tree(self.root / "clean")
        shutil.rmtree(self.root / "clean")
        return same


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: Patch) -> Shown:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("PLAYBOOK_REPOSITORY", "https://forge.example/firm/book")
    return Shown(tmp_path)


def pages(site: Path) -> dict[str, bytes]:
    return {name: data for name, data in tree(site).items() if name.endswith(".html")}


def test_an_edit_gives_what_a_whole_build_gives(shown: Shown) -> None:
    before = {path: path.stat().st_mtime_ns for path in shown.shown[0].folder.rglob("*.html")}
    change(shown.docs, "vi/principles/listen.md", "# Nghe hết rồi hãy nói", "# Nghe hết đã")
    made = shown.edit()
    assert made.worked
    assert not made.whole
    now = {path for path, time in before.items() if path.stat().st_mtime_ns != time}
    names = {path.relative_to(shown.shown[0].folder).parent.as_posix() for path in now}
    assert "principles/listen" in names
    assert "checklists/answer" in names, "it names the principle"
    assert len(names) < len(before) / 2
    assert shown.as_a_whole_build()


def test_a_page_that_forgets_what_it_asked_is_found(shown: Shown, monkeypatch: Patch) -> None:
    """The comparison fails where an edit misses a page."""
    ask = Asked.__call__

    def forgetful(self: Asked, question: str, *about: object) -> object:
        answer = ask(self, question, *about)
        self.notes.pop(("get", ("principle/listen",)), None)
        return answer

    monkeypatch.setattr(Asked, "__call__", forgetful)
    assert shown.whole(rebuild.again(shown.docs, shown.jobs))
    change(shown.docs, "vi/principles/listen.md", "# Nghe hết rồi hãy nói", "# Nghe hết đã")
    assert shown.edit().worked
    assert not shown.as_a_whole_build()


def other_words(rows: list[str], at: int) -> None:
    rows[at] = re.sub(r"\w+", "khác", rows[at], count=1)


def another_place(rows: list[str], at: int) -> None:
    rows.insert(at, rows.pop(at - 1))


def gone(rows: list[str], at: int) -> None:
    del rows[at]


def another_day(rows: list[str], _: int) -> None:
    rows[:] = [row.replace("reviewed: 20", "reviewed: 19") for row in rows]


def another_record(rows: list[str], at: int) -> None:
    rows[at] = re.sub(r"[a-z]+-[a-z-]+(?=[\],])", "listen", rows[at], count=1)


EDITS: tuple[Callable[[list[str], int], None], ...] = (
    other_words,
    other_words,
    another_place,
    gone,
    another_day,
    another_record,
)


@pytest.mark.slow
def test_any_edit_gives_what_a_whole_build_gives(shown: Shown) -> None:
    """Fifty that `check` takes, one on top of another, in random lines of either language."""
    dice, taken, tried = random.Random(1), 0, 0
    while taken < 50:
        tried += 1
        assert tried < 1000
        page = dice.choice(sorted(shown.docs.glob("*/*/*.md")))
        if page.name == "index.md":
            continue
        before = page.read_text("utf-8")
        rows = before.split("\n")
        dice.choice(EDITS)(rows, dice.randrange(1, len(rows)))
        page.write_text("\n".join(rows), "utf-8")
        if page.read_text("utf-8") == before or not shown.edit().worked:
            page.write_text(before, "utf-8")
            continue
        taken += 1
        assert taken % 5 or shown.as_a_whole_build(), page


def test_a_record_that_goes_is_built_whole(shown: Shown) -> None:
    change(shown.docs, "vi/texts/ring-back.md", "owner:", "draft: true\nowner:")
    assert shown.whole(shown.edit())
    assert shown.as_a_whole_build()
