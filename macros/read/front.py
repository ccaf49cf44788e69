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
from typing import Any

import yaml

from macros.model import KINDS, Mark
from macros.read.reader import Reader, instead
from macros.read.span import Span

KEY = re.compile(r"(\s*)([\w-]+):([ \t]*)(.*)")
KEYS = {item.name for cls in KINDS.values() for item in fields(cls)}
WORD = re.compile(rf"({'|'.join(sorted(KEYS))})\s+(?::\s*)?([^\s:].*)")
"""A key without its colon, or apart from it."""
UNREADABLE = (yaml.YAMLError, ValueError, OverflowError, RecursionError)
"""What PyYAML raises for what it cannot read: no such letter, or brackets too deep."""


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
"""Where a file can hold thousands of wrong words, they are compared with no more than these."""


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


def guess(word: str, known: Iterable[str], at: Mark) -> dict[str, Any]:
    """The cure for a word that may be a slip of a known one."""
    return instead(at, word, closest(word, known), "Did you mean `{}`?")


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
            self.report("front-matter-late", Mark(path, start + 1))
        elif closing is None:
            self.report("front-matter-open", self.at)
        else:
            self.body, self.body_line = "\n".join(lines[closing + 1 :]), closing + 2
            self.at = Mark(path, closing + 1)
            self.read(lines[1:closing])

    def read(self, lines: list[str]) -> None:
        """The lines between the two `---`, of which the first is line 2."""
        rows = [(number, line.rstrip()) for number, line in enumerate(lines, 2) if line.strip()]
        while rows:
            number, line = rows.pop(0)
            at, match = Mark(self.path, number), KEY.fullmatch(line)
            if not match:
                bare = None if taken_below(rows) else WORD.fullmatch(line)
                more = instead(at, line, f"{bare[1]}: {bare[2]}") if bare else {}
                self.report("front-matter-line", at, **more)
                if bare:
                    self.settings.setdefault(bare[1], Setting((), at, unread=True))
            elif match[2] in self.settings:
                first = self.settings[match[2]].at.line
                self.report("key-twice", at, key=match[2], first=first)
                taken_below(rows)
            else:
                place = Mark(self.path, number, match.start(4) + 1) if match[4] else at
                ends = match[4] and match[4][0] not in "|>" and ("[" not in line or "]" in line)
                below = [] if ends else taken_below(rows)
                self.settings[match[2]] = self.setting(match, below, place, at)

    def setting(self, match: re.Match[str], below: list[str], at: Mark, key_at: Mark) -> Setting:
        """What is written behind a key, and below it -> its values."""
        key, written = match[2], match[4]
        unread = Setting((), key_at, unread=True)
        if below:
            self.report("list-open", key_at, key=key)
            return unread
        if match[1] or (written and not match[3]):
            what = f"`{key}:` is indented, or touches its value"
            more = instead(key_at, match[0], f"{key}: {written}".rstrip())
            self.report("front-matter-line", key_at, what, sure=True, **more)
            return unread
        if written.startswith("["):
            if written.endswith("]") and "[" not in written[1:] and "]" not in written[:-1]:
                return Setting(items(written[1:-1], at), key_at, True)
            self.report("list-open", at, key=key)
            return replace(unread, many=True)
        quoted = re.fullmatch(r"\"([^\"\\]*)\"|'([^']*)'", written)
        value = (quoted[1] or quoted[2] or "") if quoted else written
        if written and seen_by_yaml(key, written) != value:
            bare, sign, _ = written.partition(" #")
            more = instead(at, written, bare.rstrip() if sign else in_quotes(written))
            self.report("value-unreadable", at, **more, key=key)
            return unread
        return Setting((Span(value, at),) if value else (), key_at)


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
