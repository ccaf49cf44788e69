"""The rules: each golden case breaks the sample playbook in one place and names what is said."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest
from conftest import change
from golden import SAMPLE, by_theme, edit

from macros.model import Ref, Text
from macros.rules import condensed, library, style
from macros.rules.style import editorial_share
from scripts.check import text
from scripts.project import ROOT
from scripts.summary import vietnamese


@pytest.mark.parametrize("theme", by_theme("graph"))
def test_golden(theme: str, tmp_path: Path) -> None:
    """After a change that is meant: `UPDATE_GOLDEN=1`, run this again, and read the diff."""
    expected, said = {}, {}
    for case in by_theme("graph")[theme]:
        expected[case.stem] = edit(case, tmp_path / case.stem)
        problems = library(tmp_path / case.stem / "docs")[1]
        assert {problem.code for problem in problems} <= vietnamese().keys()
        found = said[case.stem] = text(problems)
        if os.environ.get("UPDATE_GOLDEN") and found != expected[case.stem]:
            start = case.read_text("utf-8").partition("=== expected\n")
            case.write_text(f"{start[0]}{start[1]}{found}\n", "utf-8", newline="\n")
    assert said == expected


def test_links_run_in_both_directions() -> None:
    made, _ = library(SAMPLE)
    forward = {link.target for link in made.links_from["case/the-call"]}
    assert forward == {"principle/listen", "checklist/answer"}
    back = {link.source for link in made.links_to["principle/listen"]}
    assert back >= {
        "case/the-call",
        "checklist/answer",
        "phrase/go-on",
        "tension/listen-or-act",
        "path/first-day",
        "question/after-it",
    }
    (link,) = [link for link in made.links_to["principle/listen"] if link.source == "case/the-call"]
    assert link.role == "case.lessons.principle"
    assert link.text == Text("Nghe trước đã.", "Listen first.")


def test_every_forward_link_is_a_backlink() -> None:
    made, _ = library(SAMPLE)
    forward = sorted(
        (link.source, link.target, link.role)
        for links in made.links_from.values()
        for link in links
    )
    back = sorted(
        (link.source, link.target, link.role) for links in made.links_to.values() for link in links
    )
    assert forward == back


def test_passages_know_their_uses() -> None:
    made, _ = library(SAMPLE)
    assert [made.state("demo", one) for one in made.passages["demo"].values()] == [
        "used",
        "merged",
        "left-out",
    ]
    assert {use.record for use in made.uses["demo:1"]} >= {"principle/listen", "case/the-call"}
    assert "demo:2" not in made.uses
    assert made.get(Ref("source", "demo")).title.en == "Sample document"


def test_editorial_statements_are_counted() -> None:
    made, _ = library(SAMPLE)
    editorial, all_statements = editorial_share(made)
    assert editorial == 3
    assert all_statements > 20


def test_editorial_statements_are_not_held_against_a_slip(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "EDITORIAL_SHARE", 0.01)
    assert "are the editors' own" in text(library(docs)[1])
    change(docs, "vi/principles/listen.md", "## Vì sao", "## Vì saoo")
    found = text(library(docs)[1])
    assert "## Vì saoo" in found
    assert "are the editors' own" not in found, "the record that cannot be read has its share too"


def test_advice_on_much_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """In full these limits would need pages of invented words."""
    words = "docs/vi:1:1: Warning: All records together take "
    digest = "docs/vi/sources/demo.md:9:3: Warning: The top of this page takes "
    before = text(library(SAMPLE)[1])
    assert words not in before
    assert digest not in before
    monkeypatch.setattr(condensed, "MOST_WORDS", 300)
    monkeypatch.setattr(style, "LONGEST_DIGEST", 50)
    after = text(library(SAMPLE)[1])
    assert re.search(rf"^{words}\d+ words. Stay under 300", after, re.MULTILINE)
    assert re.search(rf"^{digest}\d+ words. Stay under 50", after, re.MULTILINE)


def codes(path: Path) -> list[str]:
    """The codes that a module's problems carry, each a plain string."""
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    makers = (
        call.args[0]
        for call in calls
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("Problem", "warning")
    )
    return [str(first.value) for first in makers if isinstance(first, ast.Constant)]


def test_every_kind_of_fault_has_a_code_of_its_own() -> None:
    found = [code for path in (ROOT / "macros/rules").glob("*.py") for code in codes(path)]
    assert len(found) == len(set(found)) > 40
    assert not [code for code in found if not re.fullmatch(r"[a-z]+(-[a-z]+)+", code)]
