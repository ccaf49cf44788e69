"""Every kind of problem has its Vietnamese sentence, by its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from conftest import change

from macros.model import Mark, Problem, Swap
from macros.read.reader import GAP, sentences
from macros.read.tree import LEFT
from scripts import check
from scripts.project import ROOT
from scripts.summary import markdown, vietnamese

MAKERS = {"Problem", "Fault", "fault", "problem", "report", "error"}
"""What is called with a problem's code as the first argument."""


def calls() -> Iterator[tuple[ast.Call, str, str]]:
    """Every call in macros/ and scripts/ that makes a problem, its code and its place."""
    for path in (path for room in ("macros", "scripts") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (code := code_of(node)):
                yield node, code, f"{path.relative_to(ROOT)}:{node.lineno}"


def code_of(call: ast.Call) -> str | None:
    """The code in a call that makes a problem."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "code")]
    code = given[0].value if given and isinstance(given[0], ast.Constant) else None
    return str(code) if name in MAKERS and re.fullmatch("[a-z0-9-]+", str(code)) else None


def test_every_code_has_its_sentence_and_every_sentence_its_code() -> None:
    written = {code: place for _, code, place in calls()}
    assert len(written) > 20, "they are found"
    written |= dict.fromkeys(sentences(), "macros/problems.yml")
    missing = {code: place for code, place in written.items() if code not in vietnamese()}
    assert not missing
    assert set(vietnamese()) <= set(written), "no sentence is left over"


def test_every_gap_of_a_sentence_is_filled_in_and_no_row_is_left_over() -> None:
    for call, code, place in calls():
        given = {word.arg for word in call.keywords}
        what, cure = sentences().get(code, ("", ""))
        what, cure = what if len(call.args) < 3 else "", cure if len(call.args) < 4 else ""
        if place.startswith("macros") and None not in given:
            assert {match[1] for match in GAP.finditer(what + cure)} <= given, place
    source = "".join(path.read_text("utf-8") for path in (ROOT / "macros").rglob("*.py"))
    in_part = {f"{word}-in-part" for word in LEFT}
    assert not [code for code in sentences() if f'"{code}"' not in source and code not in in_part]


def test_codes_and_sentences_are_fit_to_read() -> None:
    for code, sentence in vietnamese().items():
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", code)
        assert sentence.count(".") >= 2, f"{code}: what is wrong, and what to do"
        assert sentence.endswith(".")


def test_a_summary_takes_the_sentence_by_code_alone(docs: Path) -> None:
    change(docs, "vi/cases/the-call.md", "reviewed: 2026-11-23", "reviewed: 2999-01-01")
    (problem,) = check.check(docs)[0]
    assert vietnamese()["coming-review"] in markdown([problem], 1)
    other = Problem("private-name", Mark("a.md"), "Words that nobody knows", "Mend it")
    assert vietnamese()["private-name"] in markdown([other], 1)


def test_a_vietnamese_message_says_what_to_write(docs: Path) -> None:
    change(docs, "vi/principles/listen.md", "## Vì sao", "### Vì sao")
    change(docs, "vi/cases/the-call.md", "[principles/listen]", "[principles/lissen]")
    change(docs, "vi/checklists/answer.md", "Nghe hết câu chuyện. ^hear", "Nghe <br>hết. ^hear")
    change(docs, "vi/situations/client-calls.md", "- Cầm bút. ^pen", "- Cầm bút.")
    said = check.text(check.check(docs)[0], lang="vi")
    for asked in (
        "Viết `listen` thay cho `lissen`. (",
        "Viết `##` thay cho `###`. (",
        "Bỏ `<br>`. (",
        "Thêm `^pen`. (",
    ):
        assert asked in said
    unseen = Problem(
        "hidden-letter", Mark("a.md"), "x", "y", swaps=(Swap(Mark("a"), "\u200b", ""),)
    )
    assert "``" not in check.line(unseen, "vi")
    many = tuple(Swap(Mark("a"), str(number), "-") for number in range(3))
    assert "Viết" not in check.line(replace(unseen, swaps=many), "vi")
