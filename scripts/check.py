"""`check`: everything that is wrong with the records, in one run."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from macros.graph import Library
from macros.model import ADDRESSES, LANGS, Lang, Mark, Page, Problem, Record
from macros.read.firm import PATH
from macros.rules import in_file_order, judged
from scripts import guard, mend, project, since
from scripts.project import Stop
from scripts.summary import markdown, readers_language, said

FORMATS = ("text", "github")
WORDS = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
FACT = WORDS | str.maketrans({":": "%3A", ",": "%2C"})
"""How GitHub wants what it shows, and what stands before it."""
MOST = 10
"""Notes that GitHub shows for one step."""


def line(problem: Problem, lang: Lang = "en") -> str:
    """A problem as `path:line:col: what. cure.`"""
    at = problem.at
    warns = {"vi": "Lời khuyên: ", "en": "Warning: "}
    level = warns[lang] if problem.level == "warning" else ""
    return f"{at.path}:{at.line}:{at.col}: {level}{said(problem, lang)}"


def annotation(problem: Problem) -> str:
    """A problem as GitHub shows it on a pull request's diff, in the language of its file."""
    at = problem.at
    facts = {"file": at.path, "line": at.line, "col": at.col, "title": problem.what}
    where = ",".join(f"{key}={str(value).translate(FACT)}" for key, value in facts.items())
    lang: Lang = "vi" if "/vi/" in at.path else "en"
    return f"::{problem.level} {where}::{said(problem, lang).translate(WORDS)}"


def text(problems: Iterable[Problem], form: str = "text", lang: Lang = "en") -> str:
    """Problems -> the report in one of FORMATS, without the summary."""
    ordered = sorted(problems, key=in_file_order)
    if form == "github":
        ordered.sort(key=lambda problem: problem.level)  # errors first: GitHub drops what is late
        more = len(ordered) - MOST
        notes = [f"::notice::{more} more in the summary"] if more > 0 else []
        return "\n".join([*map(annotation, ordered[:MOST]), *notes])
    return "\n".join(line(problem, lang) for problem in ordered)


def summary(problems: Iterable[Problem], of: str, lang: Lang = "en") -> str:
    """How many errors and warnings, in one line."""
    levels = [problem.level for problem in problems]
    errors, warnings = levels.count("error"), levels.count("warning")
    if lang == "vi":
        count, *than = of.split(" records")
        tail = f", {warnings} lời khuyên" if warnings else ""
        told = f"{count} trang" + "".join(f" ({way.strip(' ,')})" for way in than if way)
        return f"{told}: {f'{errors} lỗi' if errors else 'không có lỗi'}{tail}."
    tail = f", {warnings} warning{'s' * (warnings != 1)}" if warnings else ""
    return f"{of}: {errors or 'no'} error{'s' * (errors != 1)}{tail}."


def failed(problems: Iterable[Problem]) -> bool:
    """True when something is wrong that must not be published."""
    return any(problem.level == "error" for problem in problems)


def not_yet(records: Iterable[Record], today: date) -> Iterator[Problem]:
    """A problem for each record that was read on a day to come, and so would never be due.

    Tomorrow is left alone: elsewhere it may have come. More than a year is no slip of a clock.
    """
    for record in records:
        if record.reviewed > today + timedelta(1):
            what = f"`reviewed: {record.reviewed}` has not come yet"
            cure = f"Write the day on which it was read, such as `reviewed: {today}`"
            soon = record.reviewed <= today + timedelta(366)
            yield Problem("coming-review", record.at, what, cure, "warning" if soon else "error")


def unfilled(pages: Iterable[Page], docs: Path) -> Iterator[Problem]:
    """A problem for each page that lacks the macro call that fills it, or is not there at all."""
    config = docs.parent / "mkdocs.yml"
    nav = config.read_text("utf-8", "replace") if config.is_file() else ""
    if "module_name: macros" not in nav:
        return
    known = {(page.lang, page.address): page for page in pages}
    for lang, (name, address) in product(LANGS, ADDRESSES.items()):
        is_index = f"{address}index.md" in nav or (docs / lang / address).is_dir()
        file = f"{address}index.md" if is_index else f"{address.rstrip('/')}.md"
        page = known.get((lang, address))
        what = f"`{{{{ {name}() }}}}` is missing: it fills this page"
        if page and name not in [call.name for call in page.calls]:
            yield Problem("call-missing", page.at, what, "Write it on a line of its own")
        elif not page and not any((docs / one / file).exists() for one in LANGS):
            cure = "Write the file: `title:` in its front matter, and the call below"
            yield Problem("call-missing", Mark(f"{docs.name}/{lang}/{file}"), what, cure)


def check(docs: Path, ref: str | None = None) -> tuple[tuple[Problem, ...], str]:
    """A docs folder -> its problems, and what was checked. Raises Stop when there is no folder."""
    return read(docs, ref)[1:]


def read(docs: Path, ref: str | None = None) -> tuple[Library, tuple[Problem, ...], str]:
    """A docs folder -> its Library, its problems, and what was checked. Raises Stop for no folder.

    With `ref`, old problems in files that have not changed since then only warn.
    """
    if not docs.is_dir():
        raise Stop(f"There is no folder {docs}: name the folder of the records with --docs.")
    if not any((docs / lang).is_dir() for lang in LANGS):
        raise Stop(f"{docs} holds no `vi` or `en`: name the folder that holds both with --docs.")
    made, problems = judged(docs)
    problems += (*not_yet(made.records.values(), date.today()), *unfilled(made.pages, docs))
    commit = since.base(docs, ref)
    if commit and ref:
        with since.at(docs, commit) as folder:
            before, old = judged(folder, advise=False)
        problems = tuple(since.remembered(problems, since.hunks(docs, commit)))
        touched = since.changed(docs, commit) | {PATH.name}  # settings are read as they are now
        problems = since.softened(problems, old, touched)
        problems += tuple(since.compare(before, made))
    if commit:
        problems = since.vanished(docs, commit, problems, made.drafts)
    if names := guard.known():
        problems = tuple(
            guard.hidden(problem, names)
            for problem in (*problems, *dict.fromkeys(guard.private(guard.files(docs), names)))
        )
    than = f", {since.compared(docs, ref)}" if ref else ""
    return made, problems, f"{len(made.records)} records{than}"


def arguments(argv: list[str]) -> argparse.Namespace:
    """What the command was asked for. Raises Stop for a file, which is no argument."""
    parser = project.parser("check", __doc__)
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--docs", type=Path, default=project.ROOT / "docs")
    parser.add_argument("--fix", action="store_true", help="mend what is mechanical, and say so")
    for option, said_of in (
        ("--still-right", "you have just read these, or all in a folder, and found them right"),
        ("--same-meaning", "both languages of these say the same, though one alone was changed"),
    ):
        parser.add_argument(option, type=Path, nargs="+", default=[], metavar="FILE", help=said_of)
    said_of = "only what changed since this commit can block; old faults elsewhere warn"
    parser.add_argument("--changed-from", metavar="REF", help=said_of)
    args, more = parser.parse_known_args(argv)
    if more:
        raise Stop(f"`check` looks at every record at once: leave `{more[0]}` out.")
    return args


def main(argv: list[str]) -> int:
    """`check`: exit code 0 clean, 1 errors, 2 usage."""
    args = arguments(argv)
    names = guard.known()
    if args.docs.is_dir() and (args.fix or args.still_right or args.same_meaning):
        done = mend.still_right(args.docs, args.still_right, date.today())
        done += mend.still_right(args.docs, args.same_meaning, None)
        done += mend.fix(args.docs) if args.fix else []
        print("\n".join(guard.masked(line, names) for line in done) or "Nothing to mend.")
    problems, of = check(args.docs, args.changed_from)
    if lines := text(problems, args.format, readers_language()):
        print(lines)
    on = f" The guard is on: {names.count} private name{'s' * (names.count != 1)}." if names else ""
    print(summary(problems, of, readers_language()) + on)
    if args.format == "github" and (page := os.environ.get("GITHUB_STEP_SUMMARY")):
        with Path(page).open("a", encoding="utf-8") as file:
            file.write(markdown(problems, int(of.split()[0])))
    return int(failed(problems))
