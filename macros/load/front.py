"""Read the front matter of a Markdown file strictly, keeping the place of every key.

MkDocs prints broken front matter on the page and says nothing, and lets the last of two equal keys win.
So the raw text is read here, before MkDocs sees it, and refused with its line where it is not plain YAML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml

from macros.model import Mark, Problem

LARGEST_FILE = 256_000
"""Bytes. Markdown needs a minute for a page of five megabytes."""
DEEPEST = 12
"""Levels of nesting in front matter; the deepest record needs seven."""
MOST_BRACKETS = 200
"""Opening brackets on one line: PyYAML's time grows with the square of open ones."""

# The C parser is ten times faster; it is missing on some platforms, so both are accepted.
FAST: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PLAIN_TAG = "tag:yaml.org,2002:"
BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
"""Line breaks that Word pastes and no editor shows. YAML ends a line at some of them, so that every line number after one would be wrong."""
ODD = re.compile(r"^ *(?:(?P<tab>\t)|(?:(?:- +)*[\w-]+: *|- *)?(?P<odd>[^\S \t]))")
"""A tab in the indentation, or a space that YAML takes for a letter: there, or after a key's colon."""
UNCLOSED = ("A quote is opened here and never closed", "Close it, or remove it")
ODD_SPACE = (
    "This space is no plain space",
    "Type a plain one in its place: `python3 -m scripts check --fix` does it",
)


@dataclass(frozen=True)
class Scalar:
    """A single value, always as the text that was written."""

    value: str
    tag: str
    at: Mark
    lost: Mark | None = None
    """Where a comment follows it on its line: what somebody meant to say may stand in it."""


@dataclass(frozen=True)
class Seq:
    """A list."""

    items: tuple[Node, ...]
    at: Mark


@dataclass(frozen=True)
class Map:
    """Keys with their values; `keys` has the place of each key."""

    entries: dict[str, Node]
    keys: dict[str, Mark]
    at: Mark


Node = Scalar | Seq | Map


@dataclass(frozen=True)
class Front:
    """A file cut in two: its front matter and the Markdown below it."""

    meta: Map
    body: str
    body_line: int
    """The file's line on which the body starts."""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that another one is most like, or nothing."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.65)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint naming the closest of the known words, or nothing."""
    close = closest(word, known)
    return f"Did you mean `{close}`?" if close else ""


def split(raw: bytes, path: str) -> tuple[Front | None, list[Problem]]:
    """Bytes of a Markdown file -> its parts, or the problems that keep it from being read.

    A byte-order mark, CRLF and decomposed letters are accepted and made plain.
    """
    if len(raw) > LARGEST_FILE:
        size = f"The file has {len(raw) // 1000} kB"
        return None, [
            Problem(
                "todo", Mark(path), size, f"Keep a page under {LARGEST_FILE // 1000} kB: split it"
            )
        ]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [
            Problem(
                "todo",
                Mark(path, line),
                "This line is not UTF-8",
                "Save the file with encoding UTF-8",
            )
        ]
    text = plain(text)
    lines = text.split("\n")
    hidden = [
        (number, match.start() + 1)
        for number, line in enumerate(lines, 1)
        for match in BREAKS.finditer(line)
    ]
    if hidden:
        cure = "Put a space in its place: `python3 -m scripts check --fix` does it"
        return None, [
            Problem("todo", Mark(path, *place), "A hidden line break stands here", cure)
            for place in hidden
        ]
    if lines[0].rstrip() != "---":
        return None, [
            Problem(
                "todo",
                Mark(path),
                "The file does not start with `---`",
                "Make `---` its very first line",
            )
        ]
    closing = next(
        (i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None
    )
    if closing is None:
        return None, [
            Problem(
                "todo",
                Mark(path),
                "The front matter is not closed",
                "Put a line `---` below its last key",
            )
        ]
    meta, problems = parse("\n".join(lines[1:closing]) + "\n", path)
    body = "\n".join(lines[closing + 1 :])
    return (Front(meta, body, closing + 2) if meta and not problems else None), problems


def plain(text: str) -> str:
    """A text with one kind of line end, and letters joined with their marks."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def parse(text: str, path: str, first_line: int = 2) -> tuple[Map | None, list[Problem]]:
    """Front matter -> its tree, or the problems that keep it from being read; `first_line` is where it starts."""
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), first_line):
        if match := ODD.match(line):
            what, cure = (
                (
                    "A tab stands in the indentation",
                    "Indent with two spaces: `python3 -m scripts check --fix` does it",
                )
                if match["tab"]
                else ODD_SPACE
            )
            problems.append(Problem("todo", Mark(path, number, match.end()), what, cure))
        if re.search(rf"(?:[\[{{] *){{{DEEPEST}}}", line) or line.count("[") > MOST_BRACKETS:
            problems.append(
                Problem(
                    "todo", Mark(path, number), "Brackets are nested too deeply", "Make it flatter"
                )
            )
    if problems:
        return None, problems
    try:
        problems = [
            Problem("todo", position(event.start_mark, path, first_line), what, cure)
            for event in (yaml.parse(text, Loader=FAST) if re.search(r"[&*]", text) else ())
            for what, cure in [
                (
                    "An anchor or alias (`&`, `*`) is not allowed",
                    "Write the value out, or put it in quotes",
                )
            ]
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None)
        ]
        if problems:
            return None, problems
        root = yaml.compose(text, Loader=FAST)
    except yaml.YAMLError as error:
        return None, [explain(error, text, path, first_line)]
    except RecursionError:
        return None, [
            Problem(
                "todo",
                Mark(path, first_line),
                "The front matter is nested too deeply",
                "Make it flatter",
            )
        ]
    if not isinstance(root, yaml.MappingNode):
        return None, [
            Problem(
                "todo",
                Mark(path, first_line),
                "The front matter is not a set of keys",
                "Write `key: value` lines",
            )
        ]
    tree = build(root, text.split("\n"), path, first_line, problems)
    assert isinstance(tree, Map)
    return tree, problems


def explain(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Problem:
    """What PyYAML found, said so that somebody who does not know YAML can mend it."""
    try:  # the pure parser points closer to the fault than the C one, and its wording is the one known below
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as better:
        error = better
    except RecursionError:
        pass
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    start = getattr(error, "context_mark", None)
    lines = text.split("\n")
    row = min(mark.line, len(lines) - 1) if mark else 0
    before = lines[row][: mark.column] if mark else ""
    said = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or error}".strip()
    if "mapping values are not allowed" in said and re.fullmatch(r" +(?:- +)?[\w-]+", before):
        what, cure = (
            "This line is indented as if it belonged to the words above it",
            "Start it in the same column as the key above",
        )
    elif "mapping values are not allowed" in said:
        what, cure = (
            "A colon followed by a space stands inside a value",
            "Put the whole value in double quotes",
        )
    elif "quoted scalar" in said and start:
        (what, cure), mark = UNCLOSED, start
    elif "could not find expected ':'" in said and start:
        what, cure, mark = (
            "This line is neither `key: value` nor the rest of a text",
            "Add the colon, or indent it",
            start,
        )
    elif (
        "expected <block end>" in said
        and before.count('"') % 2
        and (opened := [n for n in range(row) if lines[n].count('"') % 2])
    ):
        return Problem(
            "todo",
            Mark(path, opened[-1] + first_line, lines[opened[-1]].rindex('"') + 1),
            *UNCLOSED,
        )
    elif "expected <block end>" in said and before.rstrip().endswith(tuple("\"']}")):
        quotes = "single quotes (')" if before.rstrip().endswith('"') else "double quotes"
        what, cure = (
            f"Words stand after the closing `{before.rstrip()[-1]}`",
            f"Put the whole value in {quotes}",
        )
    elif "expected <block end>" in said or "expected '<document start>'" in said:
        what, cure = (
            "This line does not fit the lines above it",
            "Start it in the same column as the keys it belongs to",
        )
    elif "cannot start any token" in said:
        what, cure = (
            "A value starts with a character that YAML keeps for itself",
            "Put the whole value in double quotes",
        )
    else:
        what, cure = (
            f"YAML cannot read this ({said})",
            "Put the value in double quotes, or check the indentation",
        )
    line, col = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
    return Problem("todo", Mark(path, min(line, first_line + text.count("\n")), col), what, cure)


def position(mark: Any, path: str, first_line: int) -> Mark:
    """A PyYAML mark, counted from 0 inside the front matter -> a place in the file."""
    return Mark(path, mark.line + first_line, mark.column + 1)


def build(
    node: yaml.Node,
    lines: list[str],
    path: str,
    first_line: int,
    problems: list[Problem],
    depth: int = 0,
) -> Node:
    """A PyYAML node -> ours, with the file's own lines; duplicate keys, tags and deep nesting are problems."""
    at = position(node.start_mark, path, first_line)
    if depth > DEEPEST:
        problems.append(
            Problem("todo", at, "The front matter is nested too deeply", "Make it flatter")
        )
        return Scalar("", "null", at)
    if rest(lines, node.start_mark).startswith("!"):
        problems.append(
            Problem(
                "todo",
                at,
                "A value starts with `!`, which would be lost",
                "Put the whole value in double quotes",
            )
        )
    if isinstance(node, yaml.SequenceNode):
        return Seq(
            tuple(build(item, lines, path, first_line, problems, depth + 1) for item in node.value),
            at,
        )
    if not isinstance(node, yaml.MappingNode):
        assert isinstance(node, yaml.ScalarNode)
        comment = not node.style and re.match(r"[ \t]*(?=#)", rest(lines, node.end_mark))
        lost = (
            Mark(path, node.end_mark.line + first_line, node.end_mark.column + comment.end() + 1)
            if comment
            else None
        )
        return Scalar(str(node.value), node.tag.removeprefix(PLAIN_TAG), at, lost)
    entries: dict[str, Node] = {}
    keys: dict[str, Mark] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        key_at = position(key_node.start_mark, path, first_line)
        if key in keys:
            what = f"The key `{key}` stands twice (first on line {keys[key].line})"
            problems.append(Problem("todo", key_at, what, "Keep one of the two"))
            continue
        keys[key] = key_at
        entries[key] = build(value_node, lines, path, first_line, problems, depth + 1)
    return Map(entries, keys, at)


def rest(lines: list[str], mark: Any) -> str:
    """What stands on a PyYAML mark's line from it on."""
    return lines[mark.line][mark.column :] if mark.line < len(lines) else ""
