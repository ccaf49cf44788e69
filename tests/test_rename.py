from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import change, git, tree

from macros.graph import library
from macros.model import LANGS
from macros.render import Renderer
from scripts import check, mend, rename
from scripts.setup import Stop


@pytest.mark.parametrize(
    ("old", "key"),
    [
        ("principles/listen", "principle/listen"),
        ("docs/vi/checklists/answer.md", "checklist/answer"),
        ("source/demo", "source/demo"),
        ("the-call", "case/the-call"),
        ("situations/client-calls", "situation/client-calls"),
        ("go-on", "phrase/go-on"),
        ("questions/after-it", "question/after-it"),
    ],
)
def test_a_renamed_record_is_named_nowhere_by_its_old_name(docs: Path, old: str, key: str) -> None:
    kind, _, name = key.partition("/")
    before, _ = library(docs)
    (docs / "vi/guide.md").write_text(f"---\ntitle: x\n---\n\n[x](/{before.records[key].folder}/{name}.md)\n", "utf-8")
    (docs / "en/guide.md").write_text(f"---\ntitle: x\n---\n\n[x](/{before.records[key].folder}/{name}.md#a)\n", "utf-8")
    rename.rename(docs, old, "other-name")
    after, problems = library(docs)
    assert not check.failed(problems), check.text(problems)
    assert set(after.records) == {f"{kind}/other-name" if one == key else one for one in before.records}
    for table in ("links_to", "links_from"):
        counts = [{one: len(links) for one, links in getattr(made, table).items()} for made in (before, after)]
        assert counts[1] == {f"{kind}/other-name" if one == key else one: count for one, count in counts[0].items()}
    folder = before.records[key].folder
    assert not [path for path, raw in tree(docs).items() if f"{folder}/{name}".encode() in raw or f"[{name}:".encode() in raw]
    for lang in LANGS:
        assert 'href="../other-name/"' in Renderer(after, lang).macros()["moved"](f"{kind}/other-name")


def test_renamed_twice_both_old_pages_lead_on(docs: Path) -> None:
    rename.rename(docs, "listen", "hear")
    rename.rename(docs, "hear", "hear-out")
    assert mend.fix(docs, date(2026, 12, 1)) == [], "a page that leads on has nothing to date"
    assert not check.failed(library(docs)[1])
    for name in ("listen", "hear"):
        assert (
            'moved: hear-out\nsearch: {exclude: true}\n---\n\n{{ moved("principle/hear-out") }}'
            in (docs / f"vi/principles/{name}.md").read_text()
        )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("lissen", "a", "Did you mean `listen`"),
        ("listen", "Hear Out", "is no id"),
        ("principles/listen", "listen", "exists already"),
        ("cases/listen", "a", "There is no record"),
    ],
)
def test_a_refused_rename_writes_nothing(docs: Path, old: str, new: str, says: str) -> None:
    whole = tree(docs)
    with pytest.raises(Stop, match=says):
        rename.rename(docs, old, new)
    change(docs, "vi/cases/the-call.md", "checklists: [answer]", "checklists: [zzz]")
    with pytest.raises(Stop, match="have errors"):
        rename.rename(docs, "listen", "hear")
    change(docs, "vi/cases/the-call.md", "checklists: [zzz]", "checklists: [answer]")
    assert tree(docs) == whole


def test_check_refuses_a_vanished_id_until_a_page_leads_on(repo: Path) -> None:
    rename.rename(repo, "listen", "hear")
    assert not check.failed(check.check(repo)[0])
    for lang in LANGS:
        (repo / lang / "principles/listen.md").unlink()
    (problem,) = [problem for problem in check.check(repo)[0] if problem.level == "error"]
    assert check.line(problem).startswith("docs/vi/principles/listen.md:1:1: The principle `listen` has vanished. Bring the file back, or")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "Gone")
    assert check.failed(check.check(repo, "HEAD^1")[0]), "a pull request cannot slip it through"


def test_half_a_page_that_leads_on_is_refused(docs: Path) -> None:
    rename.rename(docs, "listen", "hear")
    change(docs, "en/principles/listen.md", "moved: hear\n", "moved: hear\ntitle: x\n")
    change(docs, "vi/principles/listen.md", "moved: hear\n", "moved: here\n")
    said = check.text(library(docs)[1])
    assert "docs/en/principles/listen.md:2:1: This page leads on to another only in part" in said
    assert "docs/vi/principles/listen.md:2:8: There is no principle `here`. Did you mean `hear`?" in said
