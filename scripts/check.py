"""`check`: everything that is wrong with the records, in one run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from macros.graph import library
from macros.model import Problem
from scripts.setup import ROOT, Stop

FORMATS = ("text", "json", "github")


def sentence(words: str) -> str:
    """Words with a full stop, unless they end in a mark of their own."""
    return words if words.endswith((".", "?", "!")) else f"{words}."


def line(problem: Problem) -> str:
    """A problem as `path:line:col: what. cure.`"""
    at = problem.at
    level = "Warning: " if problem.level == "warning" else ""
    return f"{at.path}:{at.line}:{at.col}: {level}{sentence(problem.what)} {sentence(problem.cure)}"


def annotation(problem: Problem) -> str:
    """A problem as GitHub shows it on a pull request's diff."""

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def prop(text: object) -> str:
        return data(str(text)).replace(":", "%3A").replace(",", "%2C")

    at = problem.at
    where = f"file={prop(at.path)},line={at.line},col={at.col},title={prop(problem.what)}"
    return f"::{problem.level} {where}::{data(sentence(problem.what))} {data(sentence(problem.cure))}"


def text(problems: Iterable[Problem], form: str = "text") -> str:
    """Problems -> the report in one of FORMATS, without the summary."""
    ordered = sorted(problems, key=lambda p: (p.at.path, p.at.line, p.at.col, p.what))
    if form == "json":
        rows = [asdict(p.at) | {"what": p.what, "cure": p.cure, "level": p.level} for p in ordered]
        return json.dumps(rows, ensure_ascii=False, indent=2)
    return "\n".join((annotation if form == "github" else line)(p) for p in ordered)


def summary(problems: Iterable[Problem], of: str) -> str:
    """How many errors and warnings, in one line."""
    levels = [p.level for p in problems]
    errors, warnings = levels.count("error"), levels.count("warning")
    tail = f", {warnings} warning{'s' * (warnings != 1)}" if warnings else ""
    return f"{of}: {errors or 'no'} error{'s' * (errors != 1)}{tail}."


def failed(problems: Iterable[Problem]) -> bool:
    """True when something is wrong that must not be published."""
    return any(p.level == "error" for p in problems)


def check(docs: Path) -> tuple[tuple[Problem, ...], str]:
    """A docs folder -> its problems, and what was checked. Raises Stop when there is no such folder."""
    if not docs.is_dir():
        raise Stop(f"There is no folder {docs}: start from the playbook's own folder, or name it with --docs.")
    made, problems = library(docs)
    return problems, f"{len(made.records)} records"


def main(argv: list[str]) -> int:
    """`check [--format text|json|github] [--docs DIR]`: exit code 0 clean, 1 errors, 2 usage."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts check", description=__doc__)
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs")
    args = parser.parse_args(argv)
    problems, of = check(args.docs)
    if report := text(problems, args.format):
        print(report)
    print(summary(problems, of), file=sys.stderr if args.format == "json" else sys.stdout)
    return int(failed(problems))
