"""A language that stood still while the other changed is named, and one move says it may."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import change, git

from macros.graph.hashes import behind
from macros.render import Renderer
from macros.rules import judged
from scripts import check, mend
from scripts.project import Stop
from scripts.rename import rename

DAY = date(2026, 12, 1)
LISTEN = "principles/listen.md"


def warned(docs: Path) -> list[str]:
    return [check.line(p) for p in check.check(docs, "HEAD")[0] if p.code.endswith("-behind")]


def test_a_text_that_moved_in_one_language_is_named_with_both_wordings(repo: Path) -> None:
    assert warned(repo) == []
    change(repo, f"vi/{LISTEN}", "Người được nghe thì dịu lại.", "Người được nghe vẫn giận.")
    assert warned(repo) == [
        "docs/vi/principles/listen.md:13:3: Warning: Vietnamese of `why ^heard text` has moved to"
        " “Người được nghe vẫn giận.”, English still says “Whoever is heard calms down.”."
        " Change docs/en/principles/listen.md:5 too, or, where both mean the same,"
        " `python3 -m scripts check --same-meaning docs/vi/principles/listen.md`."
    ]
    change(repo, f"en/{LISTEN}", "Whoever is heard calms down.", "Whoever is heard is angry still.")
    assert warned(repo) == [], "whoever changes both has looked at both"


def test_the_reverse_is_named_too_and_a_comma_is_no_change(repo: Path) -> None:
    change(repo, f"en/{LISTEN}", "Whoever is heard", "Who is heard")
    (line,) = warned(repo)
    assert line.startswith("docs/en/principles/listen.md:5:3: Warning: English of")
    change(repo, f"en/{LISTEN}", "Who is heard", "Whoever, is heard")
    assert warned(repo) == []


def test_a_renamed_record_is_still_compared_whatever_links_there_were(repo: Path) -> None:
    (repo / "vi/link").symlink_to("/etc/hostname")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "x")
    (repo / "vi/link").unlink()
    rename(repo, "principles/listen", "hear")
    assert warned(repo) == []
    change(repo, "vi/principles/hear.md", "Người được nghe", "Người bị cắt lời")
    assert len(warned(repo)) == 1


@pytest.mark.parametrize("day", [None, DAY])
def test_one_move_says_that_both_still_say_the_same(repo: Path, day: date | None) -> None:
    change(repo, f"vi/{LISTEN}", "Người được nghe thì", "Ai được nghe thì")
    assert len(warned(repo)) == 1
    mend.still_right(repo, [repo / "vi" / LISTEN], day)
    assert warned(repo) == []
    assert not check.failed(check.check(repo)[0])
    git(repo, "commit", "-qam", "Say it")
    change(repo, f"vi/{LISTEN}", "Ai được nghe thì", "Không ai được nghe thì")
    made = judged(repo)[0]
    assert behind(made.records["principle/listen"]) == "en", "known without git"
    page = Renderer(made, "en").page("state")
    assert "The Vietnamese has changed, the English has not:" in page
    change(repo, f"en/{LISTEN}", "Whoever is heard", "Nobody is heard and")
    assert behind(judged(repo)[0].records["principle/listen"]) is None


def test_a_record_with_errors_is_dated_and_its_meaning_is_left_open(docs: Path) -> None:
    change(docs, "vi/questions/first-words.md", "- [x] ", "- [x] **")
    with pytest.raises(Stop, match="has errors: mend"):
        mend.still_right(docs, [docs / "vi/questions"], None)
    mend.still_right(docs, [docs / "vi/questions"], DAY)
    assert "same: " in (docs / "vi/questions/after-it.md").read_text("utf-8")
    assert "same: " not in (docs / "vi/questions/first-words.md").read_text("utf-8")


def test_still_right_takes_a_folder(docs: Path) -> None:
    (docs / "vi/principles/index.md").write_text("---\ntitle: x\n---\n", "utf-8")
    assert mend.still_right(docs, [docs / "vi/questions"], DAY) == [
        f"docs/vi/questions/{name}.md: still right: reviewed 2026-12-01."
        for name in ("after-it", "first-words")
    ]
    assert len(mend.still_right(docs, [docs / "vi"], DAY)) == 15


def test_a_page_that_lets_another_go_is_said_where_that_still_names_it(repo: Path) -> None:
    change(repo, "vi/situations/client-calls.md", "[demo:1] [phrases/go-on]", "[demo:1]")
    problems = check.check(repo, "HEAD")[0]
    (said,) = [check.line(problem) for problem in problems if problem.code == "link-let-go"]
    assert said == (
        "docs/vi/phrases/go-on.md:8:14: Warning: docs/vi/situations/client-calls.md no longer"
        " names this page, which still names `situations/client-calls`."
        " Put `phrases/go-on` back there, or take `situations/client-calls` out here too."
    )
    change(repo, "vi/situations/client-calls.md", "[demo:1]", "[demo:1] [phrases/go-on]")
    assert "link-let-go" not in {problem.code for problem in check.check(repo, "HEAD")[0]}
