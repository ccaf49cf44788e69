"""Reviews are spread, and lead where one marks them; a draft is unpublished and blocks nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Capture, Patch, change

from macros.hook import define_env
from macros.rules import judged
from scripts import check, new, project, stale
from scripts.project import Stop

DAY = date(2026, 12, 1)
CALL = "cases/the-call.md"


def test_what_was_read_on_one_day_is_not_asked_for_on_one_monday(docs: Path) -> None:
    record = judged(docs)[0].records["case/the-call"]
    every = [replace(record, id=f"case-{n}", reviewed=DAY, review_every=180) for n in range(130)]
    weeks = Counter((record.asked - DAY).days // 7 for record in every)
    assert max(weeks.values()) < 35
    assert all(timedelta(135) <= record.asked - DAY <= timedelta(180) for record in every)
    assert stale.due(every, DAY + timedelta(134)) == []
    assert len(stale.due(every, DAY + timedelta(180))) == 130


def test_the_issue_opens_the_page_and_the_file_where_one_marks_it_right(docs: Path) -> None:
    record = judged(docs)[0].records["case/the-call"]
    rows = stale.due(
        [replace(record, title=replace(record.title, vi="Ai [gọi]?"))], date(2027, 6, 1)
    )
    body = stale.issues(rows, DAY, "https://forge.example/f/b", "https://book.example/")
    line = body["Rà soát · Review: editors"].splitlines()[-1]
    assert line == (
        r"- [ ] [Ai \[gọi\]?](https://book.example/cases/the-call/),"
        " `docs/vi/cases/the-call.md` (10),"
        " vẫn đúng · still right: [`reviewed: 2026-12-01`]"
        "(https://forge.example/f/b/edit/main/docs/vi/cases/the-call.md)"
    )


def test_a_draft_is_not_published_and_blocks_nothing(docs: Path) -> None:
    change(docs, f"vi/{CALL}", "owner: editors", "owner: editors\ndraft: true")
    for lang in ("vi", "en"):
        change(docs, f"{lang}/questions/after-it.md", "#", "# …\n\n#")
    change(docs, "vi/questions/after-it.md", "owner: editors", "owner: editors\ndraft: true")
    made, problems = judged(docs)
    drafts = [problem for problem in problems if problem.at.path.endswith("after-it.md")]
    assert {problem.level for problem in drafts} == {"warning"}
    assert "still-a-draft" in {problem.code for problem in drafts}
    assert not {"case/the-call", "question/after-it"} & set(made.records)
    named = [problem for problem in problems if problem.code == "draft-named"]
    assert {problem.level for problem in named} == {"error"}, "a page would lead nowhere"
    assert "The case `the-call` is a draft." in check.text(named)
    change(docs, f"vi/{CALL}", "draft: true", "draft: soon")
    assert "`soon` is no draft. One of: true, false" in check.text(judged(docs)[1])


def test_mkdocs_is_told_of_drafts(docs: Path) -> None:
    change(docs, f"vi/{CALL}", "owner: editors", "owner: editors\ndraft: true")

    class Plugin:
        def __init__(self) -> None:
            self.conf = {"docs_dir": str(docs / "vi"), "repo_url": "", "site_url": "", "extra": {}}

        def macro(self, *_: object) -> None:
            """Takes a macro."""

    plugin = Plugin()
    define_env(plugin)
    assert plugin.conf["exclude_docs"].match_file(CALL)  # type: ignore[attr-defined]  # it is a spec
    assert not plugin.conf["exclude_docs"].match_file("cases/other.md")  # type: ignore[attr-defined]


def test_a_record_may_be_begun_as_a_draft(docs: Path) -> None:
    assert new.main(["principle", "calm", "--draft"]) == 0
    assert not check.failed(check.check(docs)[0])
    assert new.main(["principle", "soft"]) == 0
    assert check.failed(check.check(docs)[0])


def test_stale_lists_what_is_due_the_longest_overdue_first(docs: Path) -> None:
    records = list(judged(docs)[0].records.values())
    assert stale.due(records, min(record.asked for record in records) - timedelta(1)) == []
    due = stale.due(records, min(record.due for record in records) + timedelta(400))
    assert [over for over, _ in due] == sorted((over for over, _ in due), reverse=True)
    assert due[0][0] == 400


def test_stale_says_what_it_cannot_read_and_needs_a_day(
    docs: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    change(docs, f"vi/{CALL}", "# Cuộc gọi", "# <b>Cuộc gọi")
    assert stale.main(["--today", "2026-12-01"]) == 0
    assert capsys.readouterr().out == (
        "0 of 14 records are due on 2026-12-01.\n"
        "Left out, as `python3 -m scripts check` says why: case/the-call.\n"
    )
    with pytest.raises(SystemExit):
        stale.main(["--today", "2027-13-01"])
    monkeypatch.setattr(project, "ROOT", docs)
    with pytest.raises(Stop, match="There is no folder"):
        stale.main([])
