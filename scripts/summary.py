"""What `check` found, in both languages, for the page that GitHub shows beside a pull request."""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from macros.model import Lang, Problem, Swap

MOST = 200
"""Problems: GitHub cuts a summary off at a megabyte, and nobody reads on that far."""
MOST_ASKED = 2
"""Things to write that one message tells; more are seen from the first."""
LONGEST = 160
"""Letters that a message repeats of what stands in a line."""


@cache
def said_in(file: str) -> dict[str, Any]:
    """What a file beside this one says, by its keys."""
    return dict(yaml.safe_load(Path(__file__).with_name(file).read_text("utf-8")))


def vietnamese() -> dict[str, str]:
    """A problem's code -> what is wrong and what to do, in Vietnamese."""
    return said_in("problems.vi.yml")


def next_steps(name: str, lang: Lang) -> str:
    """What somebody is to do next: with a `record`, a `source`, or what is due for a `review`."""
    return str(said_in("next.yml")[name][lang])


def readers_language(environ: Mapping[str, str] = os.environ) -> Lang:
    """The language of whoever started a command: their system's locale says it."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    set_to = next((environ[name] for name in names if environ.get(name)), "")
    if set_to not in ("C", "POSIX") and environ.get("LANGUAGE"):
        set_to = environ["LANGUAGE"]
    return "vi" if (set_to or locale.getlocale()[0] or "").startswith(("vi", "Vietnam")) else "en"


def said(problem: Problem, lang: Lang) -> str:
    """What is wrong and the cure: in Vietnamese by the code, with the exact words behind it."""
    exact = f"{sentence(problem.what)} {sentence(problem.cure)}"
    told = in_vietnamese(problem) if lang == "vi" else None
    return f"{told} ({exact})" if told else exact


def in_vietnamese(problem: Problem) -> str | None:
    """What is wrong and what to do, by the code, and the words to write where they are known."""
    told = vietnamese().get(problem.code)
    asked = dict.fromkeys(map(asked_in_vietnamese, problem.swaps))
    return " ".join([told, *filter(None, asked)]) if told and len(asked) <= MOST_ASKED else told


def asked_in_vietnamese(swap: Swap) -> str:
    """What to write, and in place of what; nothing where nobody can see it."""
    old, new = swap.old.strip(), swap.new.strip()
    if not (old + new).replace("\n", "").isprintable():
        return ""
    if not new:
        return f"Bỏ `{old}`." if old else ""
    if swap.new.startswith("\n"):
        return f"Thêm ở dòng dưới: `{new}`."
    new = re.sub(r"\n *", "` rồi xuống dòng `", new)
    if len(old) > LONGEST:
        return f"Viết cả dòng là `{new}`."
    return f"Viết `{new}` thay cho `{old}`." if old else f"Thêm `{new}`."


def sentence(words: str) -> str:
    """Words with a full stop, unless they end in a mark of their own."""
    return words if words.endswith((".", "?", "!")) else f"{words}."


def plain(text: str) -> str:
    """A text out of which no Markdown or HTML can come: a stranger may have written parts of it."""
    return (
        re.sub(r"([\\`*_{}\[\]()#+!|~@:/-])", r"\\\1", text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("\n", " ")
    )


def markdown(problems: Sequence[Problem], count: int) -> str:
    """Problems and the number of records -> the summary, errors first."""
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
        ]
    ordered = sorted(problems, key=lambda found: (found.level, found.at.path, found.at.line))
    for problem in ordered[:MOST]:
        told = f"{problem.at.path}:{problem.at.line}: {said(problem, 'vi')}"
        lines.append(f"- {'❌' if problem.level == 'error' else '💡'} {plain(told)}")
    if (more := len(problems) - MOST) > 0:
        lines.append(f"- … và {more} dòng nữa · and {more} more")
    return "\n".join(lines) + "\n"
