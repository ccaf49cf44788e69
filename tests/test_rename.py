from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Patch, change, git, tree

from macros.graph.hashes import digest
from macros.model import LANGS
from macros.render import Renderer
from macros.rules import judged
from scripts import check, mend, rename
from scripts.new import main as begin
from scripts.project import Stop

KEYS = {
    "principles/listen": "principle/listen",
    "docs/vi/checklists/answer.md": "checklist/answer",
    "source/demo": "source/demo",
    "the-call": "case/the-call",
    "situations/client-calls": "situation/client-calls",
    "go-on": "phrase/go-on",
    "questions/after-it": "question/after-it",
}
"""Records as somebody names them, and their keys."""


@pytest.mark.parametrize("old", KEYS)
def test_a_renamed_record_is_named_nowhere_by_its_old_name(docs: Path, old: str) -> None:
    key = KEYS[old]
    kind, _, name = key.partition("/")
    change(docs, "vi/paths/first-day.md", "[cases/the-call]", "[sources/demo]")
    before, _ = judged(docs)
    folder = before.records[key].folder
    for lang, link in (("vi", f"./{folder}/{name}.md"), ("en", f"{folder}/{name}.md#top")):
        (docs / lang / "guide.md").write_text(f"---\ntitle: x\n---\n\n[x]({link})\n", "utf-8")
        (docs / lang / folder / "index.md").write_text(
            f"---\ntitle: x\n---\n\n[x]({name}.md) [x](../{folder}/{name}.md)\n", "utf-8"
        )
    queries = docs.parent / "tests/queries/vi.yml"
    queries.parent.mkdir(parents=True)
    queries.write_text(f"  what: {folder}/{name}\n  more: [{folder}/{name}, {folder}/{name}-2]\n")
    rename.rename(docs, old, "other-name")
    after, problems = judged(docs)
    assert not check.failed(problems), check.text(problems)
    now = f"{kind}/other-name"
    assert set(after.records) == {now if had == key else had for had in before.records}
    for table in ("links_to", "links_from"):
        had, has = (
            {name: len(links) for name, links in getattr(made, table).items()}
            for made in (before, after)
        )
        assert has == {now if name == key else name: count for name, count in had.items()}
    kept, found = (list(map(digest, made.records.values())) for made in (before, after))
    assert sorted(kept) == sorted(found), "no reader is told that words have changed"
    assert not [
        path
        for path, raw in tree(docs).items()
        if re.search(rf"{folder}/{name}\b|\[(into: )?{name}:|\({name}\.md".encode(), raw)
    ]
    assert queries.read_text() == (
        f"  what: {folder}/other-name\n  more: [{folder}/other-name, {folder}/{name}-2]\n"
    )
    for lang in LANGS:
        assert 'href="../other-name/"' in Renderer(after, lang).moved(now)


def test_a_draft_and_a_paths_form_follow(docs: Path) -> None:
    form = docs.parent / ".github/ISSUE_TEMPLATE/path-first-day.yml"
    form.parent.mkdir(parents=True)
    form.write_text("value: paths/first-day/\n", "utf-8")
    begin(["case", "later", "--draft"])
    change(docs, "vi/cases/later.md", "checklists: […]", "checklists: [answer]")
    rename.rename(docs, "checklists/answer", "reply")
    assert "checklists: [reply]" in (docs / "vi/cases/later.md").read_text("utf-8")
    rename.rename(docs, "paths/first-day", "first-week")
    assert not form.exists()
    assert form.with_name("path-first-week.yml").read_text() == "value: paths/first-week/\n"


def test_a_name_that_is_also_a_folder_or_a_key_is_told_apart(docs: Path) -> None:
    for old, new in (("cases/the-call", "m"), ("cases/m", "md"), ("cases/md", "the-call-2")):
        rename.rename(docs, old, new)
    for old, new in (("principles/listen", "principles"), ("sources/demo", "cases")):
        rename.rename(docs, old, new)
    assert not check.failed(judged(docs)[1])
    for old, new in (("principles/principles", "moved"), ("sources/cases", "demo-2")):
        rename.rename(docs, old, new)
    assert not check.failed(judged(docs)[1]), check.text(judged(docs)[1])
    assert "[demo-2:1] [principles/moved]" in (docs / "vi/cases/the-call-2.md").read_text("utf-8")
    assert "[into: demo-2:1]" in (docs / "vi/sources/demo-2.md").read_text("utf-8")


def test_both_pages_of_a_retired_record_lead_to_the_new_name(docs: Path) -> None:
    for lang in LANGS:
        left = "---\nretired: principles/listen\n---\n\n# A\n"
        (docs / lang / "principles/hear.md").write_text(left, "utf-8")
    rename.rename(docs, "principles/listen", "stay")
    for lang in LANGS:
        text = (docs / lang / "principles/hear.md").read_text("utf-8")
        assert "retired: principles/stay\n" in text
    assert not check.failed(judged(docs)[1])


def test_a_rename_that_cannot_be_written_loses_nothing(docs: Path, monkeypatch: Patch) -> None:
    whole, moves = tree(docs), os.replace
    for allowed in range(7):
        count = iter(range(100))

        def full(start: Path, end: Path, allowed: int = allowed, count: Any = count) -> None:
            if next(count) == allowed:
                raise OSError(28, "No space left on device", str(end))
            moves(start, end)

        monkeypatch.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space left on device"):
            rename.rename(docs, "go-on", "go-ahead")
        assert tree(docs) == whole


def test_a_file_that_may_not_be_written_is_refused(docs: Path, monkeypatch: Patch) -> None:
    """Root may write anywhere, so the system's word is played."""
    whole, opens = tree(docs), Path.open

    def held(path: Path, mode: str = "r", *more: Any, **options: Any) -> Any:
        if "+" in mode and path.name == "the-call.md":
            raise PermissionError(13, "Permission denied", str(path))
        return opens(path, mode, *more, **options)

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(PermissionError, match=r"the-call\.md"):
        rename.rename(docs, "listen", "hear")
    assert tree(docs) == whole


def test_renamed_twice_both_old_pages_lead_on(docs: Path) -> None:
    rename.rename(docs, "listen", "hear")
    rename.rename(docs, "hear", "hear-out")
    assert mend.fix(docs) == [], "a page that leads on has nothing to mend"
    assert not check.failed(judged(docs)[1])
    for lang in LANGS:
        for name in ("listen", "hear"):
            page = (docs / lang / f"principles/{name}.md").read_text("utf-8")
            assert page == "---\nmoved: hear-out\n---\n"


def test_a_renamed_checklist_knows_its_earlier_ids(docs: Path) -> None:
    rename.rename(docs, "checklists/answer", "reply")
    rename.rename(docs, "checklists/reply", "pick-up")
    for page in ("checklist", "runs"):
        renderer = Renderer(judged(docs)[0], "vi")
        shown = renderer.record(page, "pick-up") if page == "checklist" else renderer.page(page)
        assert 'data-was="answer reply"' in shown


def test_what_readers_keep_of_a_renamed_record_is_named_by_its_earlier_ids(docs: Path) -> None:
    for old, new in (
        ("principles/listen", "hear"),
        ("paths/first-day", "day-one"),
        ("questions/first-words", "words"),
    ):
        rename.rename(docs, old, new)
    show = Renderer(judged(docs)[0], "vi")
    path = show.record("path", "day-one")
    assert 'data-stop="principle/hear"' in path
    for page, part in (
        (path, 'data-path="day-one" data-was="first-day"'),
        (path, 'data-question="words" data-was="first-words"'),
        (show.record("principle", "hear"), 'data-way="day-one" data-was="first-day"'),
        (show.record("principle", "hear"), 'data-read="principle/hear" data-was="listen"'),
        (show.page("home"), 'data-path-entry="day-one" data-was="first-day"'),
        (show.page("questions"), 'data-question="words" data-was="first-words"'),
    ):
        assert part in page
    assert re.search('data-stop="principle/hear"[^>]* data-was="listen"', path)
    due = re.search('data-questions="([^"]*)"', show.page("home"))
    assert due
    assert {"words", "first-words"} <= set(due[1].split())


REFUSED = [
    ("lissen", "a", "Did you mean `listen`"),
    ("listen", "Hear Out", "is no id"),
    ("listen", "con", "is no id: Windows"),
    ("listen", "index", "is no id: the page of the whole folder"),
    ("principles/listen", "listen", "exists already"),
    ("cases/listen", "a", "There is no record"),
    ("principles/listen", "cases/hear", "keeps its folder: write `hear` alone"),
]


def test_a_refused_rename_writes_nothing(docs: Path) -> None:
    whole = tree(docs)
    for old, to, says in REFUSED:
        with pytest.raises(Stop, match=says):
            rename.rename(docs, old, to)
    change(docs, "vi/cases/the-call.md", "checklists: [answer]", "checklists: [zzz]")
    with pytest.raises(Stop, match="have errors"):
        rename.rename(docs, "listen", "hear")
    change(docs, "en/tensions/listen-or-act.md", "# Keep", "# <b>Keep")
    with pytest.raises(Stop, match="have errors"):
        rename.rename(docs, "listen-or-act", "hear")
    change(docs, "en/tensions/listen-or-act.md", "# <b>Keep", "# Keep")
    change(docs, "vi/cases/the-call.md", "checklists: [zzz]", "checklists: [answer]")
    assert tree(docs) == whole


def test_check_refuses_a_vanished_id_until_a_page_leads_on(repo: Path) -> None:
    rename.rename(repo, "listen", "hear")
    assert not check.failed(check.check(repo)[0])
    for lang in LANGS:
        (repo / lang / "principles/listen.md").unlink()
    (problem,) = [problem for problem in check.check(repo)[0] if problem.level == "error"]
    assert check.line(problem).startswith(
        "docs/vi/principles/listen.md:1:1: The principle `listen` has vanished."
        " Bring it back under this name; where another takes its place,"
    )
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "Gone")
    assert check.failed(check.check(repo, "HEAD^1")[0]), "a pull request cannot slip it through"


def test_what_was_published_is_no_draft_again(repo: Path) -> None:
    for lang in LANGS:
        words = (repo / lang / "texts/ring-back.md").read_text("utf-8")
        draft = words.replace("---\n", "---\ndraft: true\n", 1)
        (repo / lang / "texts/wait.md").write_text(draft, "utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "A draft")
    change(repo, "vi/texts/wait.md", "draft: true", 'draft: "true"')
    assert not check.failed(check.check(repo)[0]), "it never was published"
    change(repo, "vi/texts/ring-back.md", "---\nowner", "---\ndraft: true\nowner")
    git(repo, "commit", "-qam", "Another")
    for ref in ("HEAD^1", None):
        if ref is None:
            git(repo, "reset", "-q", "--mixed", "HEAD^1")
        (said,) = [problem for problem in check.check(repo, ref)[0] if problem.level == "error"]
        assert check.line(said) == (
            "docs/vi/texts/ring-back.md:1:1: The template `ring-back` was published, and as a draft"
            " has no page. Take the line `draft: true` away; where nobody is to use it,"
            " `python3 -m scripts retire texts/ring-back` then."
        )
    change(repo, "vi/texts/ring-back.md", "draft: true\n", "")
    assert not check.failed(check.check(repo)[0])


def test_a_file_renamed_in_one_language_is_said_once_and_mended_by_what_is_said(repo: Path) -> None:
    whole = tree(repo)
    for name in ("pick-up", "Answer "):
        old, new = (repo / f"vi/checklists/{stem}.md" for stem in ("answer", name))
        old.rename(new)
        problems = [problem for problem in check.check(repo)[0] if problem.level == "error"]
        (said,) = [problem for problem in problems if "has vanished" in problem.what]
        assert "scripts new" not in check.text(problems), "an empty page is no cure"
        assert said.at.path == f"docs/{old.relative_to(repo).as_posix()}"
        assert said.cure.startswith("Bring it back under this name;")
        new.rename(old)
        assert not check.failed(check.check(repo)[0])
        assert tree(repo) == whole


def test_whatever_names_a_deleted_record_leads_to_one_cure(repo: Path) -> None:
    rename.rename(repo, "go-on", "keep-on")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "Renamed")
    for lang in LANGS:
        (repo / lang / "phrases/keep-on.md").unlink()
    problems = check.check(repo, "HEAD")[0]
    cures = {p.cure for p in problems if p.code == "unknown-record"}
    assert cures == {"A record has vanished: see docs/vi/phrases/keep-on.md in this list"}
    (said,) = [p.cure for p in problems if p.code == "vanished-record"]
    assert said.endswith("where nobody is to use it, `python3 -m scripts retire phrases/keep-on`")


def test_half_a_page_that_leads_on_is_refused(docs: Path) -> None:
    rename.rename(docs, "listen", "hear")
    change(docs, "en/principles/listen.md", "moved: hear\n", "moved: hear\ntitle: x\n")
    change(docs, "vi/principles/listen.md", "moved: hear\n", "moved: here\n")
    said = check.text(judged(docs)[1])
    assert "docs/en/principles/listen.md:2:1: This page leads on to another only in part" in said
    assert (
        "docs/vi/principles/listen.md:2:8: There is no principle `here`. Did you mean `hear`?"
        in said
    )


def test_what_check_says_of_a_vanished_record_works_to_the_letter(repo: Path) -> None:
    for lang in LANGS:
        old, new = (repo / lang / f"checklists/{name}.md" for name in ("answer", "pick-up"))
        old.rename(new)
    problems = [problem for problem in check.check(repo)[0] if problem.level == "error"]
    (said,) = [problem for problem in problems if "has vanished" in problem.what]
    missed = [problem for problem in problems if problem.what == "There is no checklist `answer`"]
    assert len(missed) > 2
    assert {problem.cure for problem in missed} == {
        "A record has vanished: see docs/vi/checklists/answer.md in this list"
    }
    command = re.search(r"`python3 -m scripts rename (\S+) (\S+)`", said.cure)
    assert command
    for name, says in ((command[2], "is no id"), ("zzz", "no checklist `zzz` to lead on to")):
        with pytest.raises(Stop, match=says):
            rename.rename(repo, command[1], name)
    rename.rename(repo, command[1], "pick-up")
    assert not check.failed(check.check(repo)[0]), check.text(check.check(repo)[0])
    assert (repo / "en/checklists/answer.md").read_text("utf-8") == "---\nmoved: pick-up\n---\n"


def test_a_typo_can_be_undone(repo: Path) -> None:
    whole = tree(repo)
    rename.rename(repo, "listen", "hera")
    assert "Removed: docs/en/principles/hera.md" in rename.rename(repo, "hera", "listen")
    assert tree(repo) == whole
    rename.rename(repo, "listen", "hera")
    rename.rename(repo, "hera", "hear")
    assert not (repo / "vi/principles/hera.md").exists(), "nobody has ever had a link to it"
    assert "moved: hear\n" in (repo / "vi/principles/listen.md").read_text("utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "Renamed")
    rename.rename(repo, "hear", "listen")
    assert "moved: listen\n" in (repo / "vi/principles/hear.md").read_text("utf-8")
    assert not check.failed(check.check(repo)[0])


def test_a_page_that_leads_on_is_no_other_record_of_that_name(docs: Path) -> None:
    for lang in LANGS:
        (docs / lang / "checklists/demo.md").write_text("---\nmoved: answer\n---\n", "utf-8")
    with pytest.raises(Stop, match="several records: write sources/demo or checklists/demo"):
        rename.rename(docs, "demo", "x-y")
    with pytest.raises(
        Stop, match="`checklists/demo` is no record any more, it leads on to `answer`"
    ):
        rename.rename(docs, "checklists/demo", "x-y")
    change(docs, "vi/cases/the-call.md", "checklists: [answer]", "checklists: [demo]")
    assert "The checklist `demo` has another id now. Write `answer`." in check.text(judged(docs)[1])
