"""The front matter of a file: structure, a key a line.

MkDocs reads these lines as YAML, prints broken ones on the page, and lets the last of two equal
keys win. So only what YAML cannot read in another way is taken: `key: value`, `key: [one, two]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import cache

import yaml

from macros.model import KINDS, Mark, Problem, Swap
from macros.read.span import Span

KEY = re.compile(r"(\s*)([\w-]+):([ \t]*)(.*)")
KEYS = {item.name for cls in KINDS.values() for item in fields(cls)}
WORD = re.compile(rf"({'|'.join(sorted(KEYS))})\s+(\S.*)")
"""A key without its colon."""
UNREADABLE = (yaml.YAMLError, ValueError, OverflowError, RecursionError)
"""What PyYAML raises for what it cannot read: no such letter, or brackets too deep."""
LINE = "Write `key: value` or `key: [one, two]`; words stand below the front matter"


@dataclass(frozen=True)
class Setting:
    """What stands behind one key."""

    values: tuple[Span, ...]
    at: Mark
    """Of the key."""
    many: bool = False
    """Whether it was written as a list."""
    unread: bool = False
    """Whether it could not be read, which has been said."""


@dataclass(frozen=True)
class Front:
    """A file cut in two."""

    settings: dict[str, Setting] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    """The file's line on which the body starts."""
    at: Mark = field(default=Mark(""), compare=False)
    """Where another key would stand."""


FEW = 100
"""Where a file can hold thousands of wrong words, they are compared with no more than these.

A word of more letters is nobody's slip.
"""


def closest(word: str, known: Iterable[str], most: int = 100 * FEW) -> str:
    """The known word that another one is most like; nothing among more than `most`."""
    known = list(known)
    if len(known) > most or len(word) > FEW:
        return ""
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.65)), "")


def did_you_mean(word: str, known: Iterable[str], most: int = 100 * FEW) -> str:
    """A hint naming the closest of the known words, or nothing."""
    close = closest(word, known, most)
    return f"Did you mean `{close}`?" if close else ""


def split(text: str, path: str) -> tuple[Front | None, list[Problem]]:
    """A file's text -> its front matter and body, or nothing where they cannot be told apart.

    A file may have no front matter.
    """
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() != "---":
        return Front(body=text, at=Mark(path)), []
    if start:
        at, cure = Mark(path, start + 1), "Remove the empty lines above it"
        return None, [Problem("front-matter-late", at, "`---` is not the first line", cure)]
    closing = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if closing is None:
        what, cure = "The front matter is not closed", "Put a line `---` below its last key"
        return None, [Problem("front-matter-open", Mark(path), what, cure)]
    settings, problems = read(lines[1:closing], path)
    body = "\n".join(lines[closing + 1 :])
    return Front(settings, body, closing + 2, Mark(path, closing + 1)), problems


def read(lines: list[str], path: str) -> tuple[dict[str, Setting], list[Problem]]:
    """The lines between the two `---` -> what stands behind each key; the first is line 2."""
    settings: dict[str, Setting] = {}
    problems: list[Problem] = []
    rows = [
        (number, line.rstrip())
        for number, line in enumerate(lines, 2)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    while rows:
        number, line = rows.pop(0)
        at = Mark(path, number)
        match = KEY.fullmatch(line)
        if not match:
            what = "This line of the front matter is no `key: value`"
            problem = Problem("front-matter-line", at, what, LINE)
            if not taken_below(rows) and (bare := WORD.fullmatch(line)):
                what, new = f"`{line}` lacks its colon", f"{bare[1]}: {bare[2]}"
                swap = Swap(at, line, new)
                problem = Problem("front-matter-colon", at, what, f"Write `{new}`", swaps=(swap,))
                settings.setdefault(bare[1], Setting((), at, unread=True))
            problems.append(problem)
        elif match[2] in settings:
            what = f"The key `{match[2]}` stands twice (first on line {settings[match[2]].at.line})"
            problems.append(Problem("key-twice", at, what, "Keep one of the two"))
            taken_below(rows)
        else:
            place = Mark(path, number, match.start(4) + 1) if match[4] else at
            below = [] if closed(match[4]) else taken_below(rows)
            settings[match[2]], fault = setting(match, below, place, at)
            problems += [fault] if fault else []
    return settings, problems


def closed(written: str) -> bool:
    """Whether what stands behind a key ends on its line."""
    return bool(written) and written[0] not in "|>" and ("[" not in written or "]" in written)


def taken_below(rows: list[tuple[int, str]]) -> list[str]:
    """Take the lines that belong to the one above them: entries of a list, or indented."""
    taken = []
    while rows and rows[0][1].startswith((" ", "\t", "- ", "]")):
        taken.append(rows.pop(0)[1].strip())
    return taken


def setting(
    match: re.Match[str], below: list[str], at: Mark, key_at: Mark
) -> tuple[Setting, Problem | None]:
    """What is written behind a key, and below it -> its values, and what is wrong with it."""
    key, written = match[2], match[4]
    if below:
        what = f"What stands behind `{key}` takes several lines"
        cure = (
            f"Write it behind `{key}:`, a list as `[one, two]`; words stand below the front matter"
        )
        return Setting((), key_at, unread=True), Problem("list-open", key_at, what, cure)
    if match[1] or (written and not match[3]):
        what = f"`{key}:` is indented" if match[1] else f"`{key}:` touches its value"
        cure = "Remove the spaces before it" if match[1] else f"Write `{key}: {written}`"
        swap = Swap(key_at, match[0], f"{key}: {written}".rstrip())
        problem = Problem("front-matter-line", key_at, what, cure, swaps=(swap,), sure=True)
        return Setting((), key_at, unread=True), problem
    if written.startswith("["):
        if not written.endswith("]") or "[" in written[1:] or "]" in written[:-1]:
            what = f"The list of `{key}` is not one pair of brackets on one line"
            cure = f"Write `{key}: [one, two]`"
            return Setting((), key_at, True, True), Problem("list-open", at, what, cure)
        return Setting(items(written[1:-1], at), key_at, True), None
    quoted = re.fullmatch(r"\"([^\"\\]*)\"|'([^']*)'", written)
    value = (quoted[1] or quoted[2] or "") if quoted else written
    if written and seen_by_yaml(key, written) != value:
        what = f"YAML reads something else behind `{key}` than what you see"
        _, sign, comment = written.partition(" #")
        cure = f"Remove `{sign.strip()}{comment}`" if sign else f"Write {in_quotes(written)}"
        swap = Swap(at, f"{sign}{comment}" if sign else written, "" if sign else in_quotes(written))
        problem = Problem("value-unreadable", at, what, cure, swaps=(swap,))
        return Setting((), key_at, unread=True), problem
    return Setting((Span(value, at),) if value else (), key_at), None


@cache  # the same owners and days stand in every file
def seen_by_yaml(key: str, written: str) -> str | None:
    """What MkDocs will see behind a key; numbers and dates as they were written."""
    try:
        seen = yaml.load(f"{key}: {written}", yaml.BaseLoader)  # noqa: S506  makes strings
    except UNREADABLE:
        return None
    value = seen.get(key) if isinstance(seen, dict) else None
    return value if isinstance(value, str) else None


def in_quotes(written: str) -> str:
    """A value as YAML takes it without doubt, as a cure."""
    opened = written[0] in "\"'" and written.count(written[0]) == 1
    bare = written[1:] if opened else written
    mark = "'" if '"' in bare else '"'
    return f"{mark}{bare}{mark}"


def items(written: str, at: Mark) -> tuple[Span, ...]:
    """What stands between a list's brackets -> its values with their places."""
    values = []
    for match in re.finditer(r"[^,]+", written):
        text = match[0].strip().strip("\"'")
        if text:
            shift = match.start() + len(match[0]) - len(match[0].lstrip()) + 1
            values.append(Span(text, Mark(at.path, at.line, at.col + shift)))
    return tuple(values)
