"""The front matter of a file: structure, a key a line.

MkDocs reads these lines as YAML, prints broken ones on the page, and lets the last of two equal
keys win. So only what YAML cannot read in another way is taken: `key: value`, `key: [one, two]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

import yaml

from macros.model import Mark, Problem

KEY = re.compile(r"([\w-]+):(?: +(\S.*)?)?")
LINE = "Write `key: value` or `key: [one, two]`; words stand below the front matter"


@dataclass(frozen=True)
class Value:
    """One value as it was written, and where."""

    text: str
    at: Mark


@dataclass(frozen=True)
class Setting:
    """What stands behind one key."""

    values: tuple[Value, ...]
    at: Mark
    """Of the key."""
    many: bool = False
    """Whether it was written as a list."""


@dataclass(frozen=True)
class Front:
    """A file cut in two."""

    settings: dict[str, Setting] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    """The file's line on which the body starts."""
    at: Mark = field(default=Mark(""), compare=False)
    """Where another key would stand."""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that another one is most like, or nothing."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.65)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint naming the closest of the known words, or nothing."""
    close = closest(word, known)
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
    problems = []
    for number, line in enumerate(lines, 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match, at = KEY.fullmatch(line.rstrip()), Mark(path, number)
        if not match:
            what = "This line of the front matter is no `key: value`"
            problems.append(Problem("front-matter-line", at, what, LINE))
            continue
        key, written = match[1], match[2] or ""
        if key in settings:
            what = f"The key `{key}` stands twice (first on line {settings[key].at.line})"
            problems.append(Problem("key-twice", at, what, "Keep one of the two"))
            continue
        place = Mark(path, number, match.start(2) + 1) if written else at
        settings[key], fault = setting(key, written, place, at)
        problems += [fault] if fault else []
    return settings, problems


def setting(key: str, written: str, at: Mark, key_at: Mark) -> tuple[Setting, Problem | None]:
    """What is written behind a key -> its values, and what is wrong with it."""
    if written.startswith("["):
        if not written.endswith("]") or "[" in written[1:]:
            what = f"The list of `{key}` is not one pair of brackets on one line"
            cure = f"Write `{key}: [one, two]`"
            return Setting((), key_at, True), Problem("list-open", at, what, cure)
        return Setting(items(written[1:-1], at), key_at, True), None
    quoted = re.fullmatch(r"\"([^\"\\]*)\"|'([^']*)'", written)
    value = (quoted[1] or quoted[2] or "") if quoted else written
    fault = None
    if written and seen_by_yaml(key, written) != value:
        what = f"YAML reads something else behind `{key}` than what you see"
        fault = Problem("value-unreadable", at, what, f"Write {in_quotes(written)}")
    return Setting((Value(value, at),) if value else (), key_at), fault


def seen_by_yaml(key: str, written: str) -> str | None:
    """What MkDocs will see behind a key; numbers and dates as they were written."""
    try:
        seen = yaml.load(f"{key}: {written}", Loader=yaml.BaseLoader)  # noqa: S506  makes strings alone
    except yaml.YAMLError:
        return None
    value = seen.get(key) if isinstance(seen, dict) else None
    return value if isinstance(value, str) else None


def in_quotes(written: str) -> str:
    """A value as YAML takes it without doubt, as a cure."""
    bare = written.strip("\"'")
    mark = "'" if '"' in bare else '"'
    return f"{mark}{bare}{mark}"


def items(written: str, at: Mark) -> tuple[Value, ...]:
    """What stands between a list's brackets -> its values with their places."""
    values = []
    for match in re.finditer(r"[^,]+", written):
        text = match[0].strip().strip("\"'")
        if text:
            shift = match.start() + len(match[0]) - len(match[0].lstrip()) + 1
            values.append(Value(text, Mark(at.path, at.line, at.col + shift)))
    return tuple(values)
