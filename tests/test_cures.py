"""Advice is safe to take literally: whatever a cure prints, nothing false passes `check` by it.

Each line of the sample is taken out by itself, and each golden case is made, for the cures they
bring. Where a cure prints a sample, such as `…`, a citation, a day or a name in capitals, that is
put into the file as it stands, in three ways; `check` has to refuse it still.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Patch, change
from golden import by_theme, edit, write

from macros import rules
from macros.graph import Library
from macros.model import Problem
from macros.read import read_tree
from macros.rules import judged
from scripts import mend

PRINTED = re.compile(r"`([^`]+)`")
SAMPLE_WORDS = re.compile(r"…|\b[A-Z]{2,}\b|\b[a-z-]+:\d|\d{4}-\d\d-\d\d")
CITED = re.compile(r"\b[a-z-]+:\d+")
"""A sample citation would pass in a playbook that has its document: here that is `demo`."""


def errors(docs: Path) -> list[Problem]:
    return [problem for problem in judged(docs, advise=False)[1] if problem.level == "error"]


def taken(docs: Path, problem: Problem, printed: str) -> Iterator[str]:
    """The file of a problem with what its cure prints: as its line, below it, and for its word."""
    path = docs.parent / problem.at.path
    rows, row = path.read_text("utf-8").split("\n"), min(problem.at.line, 1_000) - 1
    row = min(row, len(rows) - 1)
    indent = " " * (len(rows[row]) - len(rows[row].lstrip()))
    wrong = PRINTED.search(problem.what)
    yield "\n".join([*rows[:row], indent + printed, *rows[row + 1 :]])
    yield "\n".join([*rows[: row + 1], f"{indent}  {printed}", *rows[row + 1 :]])
    if wrong:
        word = rows[row].replace(wrong[1], printed)
        yield "\n".join([*rows[:row], word, *rows[row + 1 :]])


def passing(docs: Path, seen: set[tuple[str, str]]) -> list[str]:
    """What a cure prints as a sample and `check` lets pass; each kind of cure is tried once."""
    let_through = []
    for problem in errors(docs):
        for printed in filter(SAMPLE_WORDS.search, PRINTED.findall(problem.cure)):
            path = docs.parent / problem.at.path
            if (problem.code, printed) in seen or not path.is_file() or "scripts" in printed:
                continue
            seen.add((problem.code, printed))
            before = path.read_text("utf-8")
            for text in taken(docs, problem, CITED.sub("demo:1", printed)):
                path.write_text(text, "utf-8")
                if text != before and not errors(docs):
                    let_through.append(f"{problem.code}: {problem.cure}")
            path.write_text(before, "utf-8")
    return let_through


@pytest.mark.slow
def test_no_cure_for_a_missing_line_passes_as_it_stands(docs: Path) -> None:
    let_through = []
    for path in sorted(docs.rglob("*.md")):
        whole, seen = path.read_text("utf-8"), set[tuple[str, str]]()
        rows = whole.split("\n")
        for number in [number for number, row in enumerate(rows) if row.strip()]:
            path.write_text("\n".join(rows[:number] + rows[number + 1 :]), "utf-8")
            let_through += passing(docs, seen)
        path.write_text(whole, "utf-8")
    assert not let_through


@pytest.mark.slow
def test_no_cure_of_a_golden_case_passes_as_it_stands(tmp_path: Path) -> None:
    cases = [case for theme in by_theme("graph").values() for case in theme]
    for case in cases:
        edit(case, tmp_path / case.stem)
        assert not passing(tmp_path / case.stem / "docs", set()), case.stem


def test_an_exact_cure_of_a_golden_case_mends_what_it_is_the_cure_of(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    wrong, tried = [], 0
    for room, find in (("read", lambda docs: read_tree(docs)[1]), ("graph", errors)):
        for case in (case for theme in by_theme(room).values() for case in theme):
            edit(case, tmp_path / case.stem, whole=room == "graph")
            docs = tmp_path / case.stem / "docs"
            problems = find(docs)
            for code in {problem.code for problem in problems if problem.swaps}:
                cures = [problem for problem in problems if problem.code == code and problem.swaps]
                left = find(taken_to_the_letter(docs, tmp_path / code / case.stem, cures))
                tried += len(cures)
                stays = [problem for problem in left if problem.code == code and problem.swaps]
                if stays or len(left) > len(problems):
                    wrong += [f"{case.stem}: {code}: {problem.cure}" for problem in cures]
    record_property("tried", tried)
    assert not wrong, "\n".join(wrong)
    assert tried > 100


def taken_to_the_letter(docs: Path, folder: Path, cures: list[Problem]) -> Path:
    """A copy of some pages in which exact cures are done."""
    for file in mend.pages(docs):
        rows = file.plain.split("\n")
        done = mend.cured(rows, [problem for problem in cures if problem.at.path == file.named])
        kept = [done.get(row, (text, []))[0] for row, text in enumerate(rows)]
        gone = {row for row, (text, _) in done.items() if not text}
        write(folder / file.named, "\n".join(t for row, t in enumerate(kept) if row not in gone))
    return folder / docs.name


def test_a_cure_that_would_pass_is_found(docs: Path, monkeypatch: Patch) -> None:
    def careless(folder: Path, advise: bool) -> tuple[Library, tuple[Problem, ...]]:
        made, problems = rules.judged(folder, advise)
        cure = "Write `[reputation:5]` below it"
        return made, tuple(replace(problem, cure=cure) for problem in problems)

    change(docs, "vi/principles/listen.md", "^heard\n  [demo:1]", "^heard")
    assert passing(docs, set()) == []
    monkeypatch.setattr(sys.modules[__name__], "judged", careless)
    assert passing(docs, set()) == ["no-origin: Write `[reputation:5]` below it"]
