"""What an edit rebuilds is what a whole build would make, and no more than it must."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest
from conftest import change, copied, tree
from mkdocs.structure.pages import Page

from scripts import rebuild

ADDRESS = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample playbook, for edits."""
    return copied(tmp_path_factory.mktemp("rebuild"))


def render(
    project: Path, name: str, last: tuple[Path, rebuild.Digests] | None = None
) -> tuple[Path, rebuild.Digests]:
    out = project / name
    worked, said, digests = rebuild.render(str(project / "mkdocs.yml"), out, ADDRESS, last)
    assert worked, said
    return out, digests


def bytes_of(site: Path) -> dict[str, bytes]:
    """Every file but the site map, which only a whole build renews."""
    return {name: data for name, data in tree(site).items() if not name.startswith("sitemap")}


def test_an_edit_gives_what_a_whole_build_gives(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    first = render(project, "first")
    change(
        project / "docs",
        "vi/principles/listen.md",
        "# Nghe hết rồi hãy nói",
        "# Nghe hết đã",
    )
    made: list[str] = []

    def noted(_: object, context: object, page: Page, **__: object) -> object:
        made.append(page.file.src_uri)
        return context

    monkeypatch.setattr(rebuild.Partly, "on_page_context", noted, raising=False)
    partly = render(project, "partly", first)
    some = set(made)
    made.clear()
    whole = render(project, "whole")
    assert bytes_of(partly[0]) == bytes_of(whole[0])
    assert partly[1] == whole[1]
    assert "principles/listen.md" in some
    assert "checklists/answer.md" in some, "it names the principle"
    assert len(some) < len(made)


def test_any_edit_gives_what_a_whole_build_gives(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words of a random line in either language, a day of review: one edit on top of another."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    dice = random.Random(1)
    last = render(project, "edit-0")
    for number in range(1, 26):
        page = dice.choice(sorted((project / "docs").glob("*/*/*.md")))
        rows = page.read_text("utf-8").split("\n")
        at = dice.choice([n for n, row in enumerate(rows) if re.search(r"\w\.( \^|$)", row)] or [0])
        rows[at] = re.sub(r"(?<=\w)\.(?= \^|$)", f" {number}.", rows[at], count=1)
        page.write_text("\n".join(rows).replace("reviewed: 20", "reviewed: 19"), "utf-8")
        now = render(project, f"edit-{number}", last)
        whole = render(project, "whole-now")
        assert bytes_of(now[0]) == bytes_of(whole[0]), page
        assert now[1] == whole[1]
        shutil.rmtree(whole[0])
        last = now


def test_a_record_that_goes_is_built_whole(project: Path) -> None:
    before = render(project, "before")
    gone = {name: digest for name, digest in before[1].items() if "listen.md" not in name}
    out, _ = render(project, "after", (before[0], {**gone, "principles/gone.md": "0"}))
    assert bytes_of(out) == bytes_of(before[0])
