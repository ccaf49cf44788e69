"""The front matter of a file: structure, a key a line.

MkDocs reads these lines as YAML, prints broken ones on the page, and lets the last of two equal
keys win. So only what YAML cannot read in another way is taken: `key: value`, `key: [one, two]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from functools import cache

import yaml

from macros.model import KINDS, Mark, Swap
from macros.read.reader import Reader
from macros.read.span import Span

KEY = re.compile(r"(\s*)([\w-]+):([ \t]*)(.*)")
KEYS = {item.name for cls in KINDS.values() for item in fields(cls)}
WORD = re.compile(rf"({'|'.join(sorted(KEYS))})\s+(?::\s*)?([^\s:].*)")
"""A key without its colon, or apart from it."""
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


class Front(Reader):
    """A file, cut in two as it is made; it may have no front matter."""

    def __init__(self, text: str, path: str) -> None:
        super().__init__()
        self.path, self.at = path, Mark(path)
        """Where another key would stand."""
        self.settings: dict[str, Setting] = {}
        self.body, self.body_line = text, 1
        """The body, and the file's line on which it starts."""
        self.open = False
        """Whether nobody can tell the two apart, which has been said."""
        lines = text.split("\n")
        start = next((number for number, line in enumerate(lines) if line.strip()), 0)
        if lines[start].rstrip() != "---":
            return
        ends = (number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
        closing = next(ends, None)
        self.open = bool(start) or closing is None
        if start:
            at, cure = Mark(path, start + 1), "Remove the empty lines above it"
            self.report("front-matter-late", at, "`---` is not the first line", cure)
        elif closing is None:
            cure = "Put a line `---` below its last key"
            self.report("front-matter-open", self.at, "The front matter is not closed", cure)
        else:
            self.body, self.body_line = "\n".join(lines[closing + 1 :]), closing + 2
            self.at = Mark(path, closing + 1)
            self.read(lines[1:closing])

    def read(self, lines: list[str]) -> None:
        """The lines between the two `---`, of which the first is line 2."""
        rows = [
            (number, line.rstrip())
            for number, line in enumerate(lines, 2)
            if line.strip() and not line.lstrip().startswith("#")
        ]
        while rows:
            number, line = rows.pop(0)
            at, match = Mark(self.path, number), KEY.fullmatch(line)
            if not match:
                self.no_key(line, at, taken_below(rows))
            elif match[2] in self.settings:
                first = f"(first on line {self.settings[match[2]].at.line})"
                what = f"The key `{match[2]}` stands twice {first}"
                self.report("key-twice", at, what, "Keep one of the two")
                taken_below(rows)
            else:
                place = Mark(self.path, number, match.start(4) + 1) if match[4] else at
                below = [] if closed(match[4]) else taken_below(rows)
                self.settings[match[2]] = self.setting(match, below, place, at)

    def no_key(self, line: str, at: Mark, below: list[str]) -> None:
        """A line that is no `key: value`; some lack the colon alone."""
        bare = WORD.fullmatch(line)
        if not bare or below:
            what = "This line of the front matter is no `key: value`"
            self.report("front-matter-line", at, what, LINE)
            return
        what, new = f"`{line}` has no colon right behind its key", f"{bare[1]}: {bare[2]}"
        self.report("front-matter-colon", at, what, f"Write `{new}`", Swap(at, line, new))
        self.settings.setdefault(bare[1], Setting((), at, unread=True))

    def setting(self, match: re.Match[str], below: list[str], at: Mark, key_at: Mark) -> Setting:
        """What is written behind a key, and below it -> its values."""
        key, written = match[2], match[4]
        unread = Setting((), key_at, unread=True)
        if below:
            what = f"What stands behind `{key}` takes several lines"
            self.report("list-open", key_at, what, LINE)
            return unread
        if match[1] or (written and not match[3]):
            what = f"`{key}:` is indented" if match[1] else f"`{key}:` touches its value"
            cure = "Remove the spaces before it" if match[1] else f"Write `{key}: {written}`"
            swap = Swap(key_at, match[0], f"{key}: {written}".rstrip())
            self.report("front-matter-line", key_at, what, cure, swap, sure=True)
            return unread
        if written.startswith("["):
            if written.endswith("]") and "[" not in written[1:] and "]" not in written[:-1]:
                return Setting(items(written[1:-1], at), key_at, True)
            what = f"The list of `{key}` is not one pair of brackets on one line"
            self.report("list-open", at, what, f"Write `{key}: [one, two]`")
            return replace(unread, many=True)
        quoted = re.fullmatch(r"\"([^\"\\]*)\"|'([^']*)'", written)
        value = (quoted[1] or quoted[2] or "") if quoted else written
        if written and seen_by_yaml(key, written) != value:
            what = f"YAML reads something else behind `{key}` than what you see"
            _, sign, comment = written.partition(" #")
            old, new = (f"{sign}{comment}", "") if sign else (written, in_quotes(written))
            cure = f"Remove `{old.strip()}`" if sign else f"Write {new}"
            self.report("value-unreadable", at, what, cure, Swap(at, old, new))
            return unread
        return Setting((Span(value, at),) if value else (), key_at)


def closed(written: str) -> bool:
    """Whether what stands behind a key ends on its line."""
    return bool(written) and written[0] not in "|>" and ("[" not in written or "]" in written)


def taken_below(rows: list[tuple[int, str]]) -> list[str]:
    """Take the lines that belong to the one above them: entries of a list, or indented."""
    taken = []
    while rows and rows[0][1].startswith((" ", "\t", "- ", "]")):
        taken.append(rows.pop(0)[1].strip())
    return taken


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
    found = re.finditer(r"[^,\s\"'](?:[^,]*[^,\s\"'])?", written)
    return tuple(Span(one[0], Mark(at.path, at.line, at.col + one.start() + 1)) for one in found)
