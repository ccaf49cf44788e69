"""What `check` found, in both languages, for the page that GitHub shows beside a pull request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from macros.model import Problem

MOST = 200
"""Rows: GitHub cuts a summary off at a megabyte, and nobody reads on that far."""
SENTENCES = Path(__file__).parent / "problems.vi.yml"


@cache
def vietnamese() -> Mapping[str, str]:
    """A problem's code -> what is wrong and what to do, in Vietnamese."""
    sentences: dict[str, str] = yaml.safe_load(SENTENCES.read_text("utf-8"))
    return sentences


def plain(text: str) -> str:
    """A text out of which no Markdown or HTML can come: a stranger may have written parts of it."""
    return (
        re.sub(r"([\\`*_{}\[\]()#+!|~@:/-])", r"\\\1", text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("\n", " ")
    )


def row(problem: Problem) -> str:
    """A problem -> its row of the table."""
    sign = "❌" if problem.level == "error" else "💡"
    place = plain(f"{problem.at.path}:{problem.at.line}")
    sentence = vietnamese().get(problem.code, "Xem lời tiếng Anh bên cạnh.")
    return f"| {sign} | {place} | {sentence} | {plain(problem.what)}. {plain(problem.cure)} |"


def markdown(problems: Sequence[Problem], count: int) -> str:
    """Problems and the number of records -> the summary."""
    errors = sum(problem.level == "error" for problem in problems)
    advice = len(problems) - errors
    blocking = f"còn {errors} chỗ phải sửa" if errors else "không có lỗi nào chặn"
    lines = [
        "## Kiểm tra nội dung · Content check",
        "",
        f"Đã đọc {count} trang: **{blocking}**, {advice} lời khuyên (không chặn).",
        "",
        f"{count} records read: **{errors or 'no'} error{'s' * (errors != 1)} to mend**,"
        f" {advice} warning{'s' * (advice != 1)} (they block nothing).",
    ]
    if problems:
        lines += [
            "",
            "Lỗi máy móc (dấu, xuống dòng, thứ tự) thì `python3 -m scripts check --fix` tự sửa."
            " What is mechanical, `python3 -m scripts check --fix` mends.",
            "",
            "| | Ở đâu · Where | Chuyện gì | What, and the cure |",
            "| --- | --- | --- | --- |",
        ]
        ordered = sorted(problems, key=lambda found: (found.level, found.at.path, found.at.line))
        lines += map(row, ordered[:MOST])
        if (more := len(problems) - MOST) > 0:
            lines.append(f"| | | … và {more} dòng nữa | … and {more} more |")
    return "\n".join(lines) + "\n"
