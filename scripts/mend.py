"""`check --fix`: mends what is mechanical, and says what it did; `--still-right`: dates what was read and found right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from macros.load.blank import order
from macros.load.front import BREAKS, ODD, Front, Map, Node, Scalar, split
from macros.model import FOLDERS, LANGS, Lang, Problem, Record
from scripts.setup import Stop

BOM = b"\xef\xbb\xbf"
REVIEWED = re.compile(r"^reviewed:[^#\n]*?(?=[ \t\r]*(?:#|$))", re.MULTILINE)


def mend(raw: bytes, cls: type[Record] | None, lang: Lang, today: date) -> tuple[bytes, list[str]]:
    """A file -> the same file mended, and what was done to it."""
    done = []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw, []  # nobody can say what it was meant to be
    if raw.startswith(BOM):
        done.append("byte-order mark removed")
    for said, new in plainer(text):
        text = new
        done.append(said)
    front, _ = split(text.encode(), "")
    if front and cls and "moved" not in front.meta.keys:
        for said, new in steps(text, front, cls, lang, today):
            text = new
            done.append(said)
    return text.encode(), done


def plainer(text: str) -> Iterator[tuple[str, str]]:
    """What to do to any text's characters: what is said of it, and the text after it."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        yield "Windows line ends", text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        yield "letters and tone marks joined", text
    if BREAKS.search(text):
        text = BREAKS.sub(" ", text)
        yield "hidden line breaks made spaces", text
    head, line, body = text.partition("\n---\n")
    if (new := "\n".join(map(spaced, head.split("\n")))) != head:
        yield "plain spaces for tabs and odd ones", new + line + body


def spaced(line: str) -> str:
    """A line of front matter with plain spaces in its indentation and after its key."""
    while match := ODD.match(line):
        line = line[: match.end() - 1] + ("  " if match["tab"] else " ") + line[match.end() :]
    return line


def steps(
    text: str, front: Front, cls: type[Record], lang: Lang, today: date
) -> Iterator[tuple[str, str]]:
    """What to do to a record's front matter: what is said of it, and the text after it."""
    if any(at.col != 1 for at in front.meta.keys.values()):
        return  # a new line has no place in it, and no line is one key's alone
    if lang == "vi" and "reviewed" not in front.meta.keys:
        lines = text.split("\n")
        lines.insert(front.body_line - 2, f"reviewed: {today}")
        text = "\n".join(lines)
        yield f"reviewed: {today} added", text
    if (new := ordered(text, cls, lang)) != text:
        yield "keys in their usual order", new


def ordered(text: str, cls: type[Record], lang: Lang) -> str:
    """A record's text with its top keys in the usual order, each with its lines and the comments above it."""
    front, _ = split(text.encode(), "")
    if not front:
        return text
    lines, end = text.split("\n"), front.body_line - 2
    starts: dict[str, int] = {}
    for key, at in front.meta.keys.items():
        start = at.line - 1
        while start > 1 and lines[start - 1].startswith("#"):
            start -= 1
        starts[key] = start
    ends = dict(zip(starts, [*list(starts.values())[1:], end], strict=True))
    usual = [name for name, _ in order(cls, lang) if name in starts]
    names = usual + [name for name in starts if name not in usual]
    first = min(starts.values(), default=end)
    return "\n".join(
        lines[:first]
        + [line for name in names for line in lines[starts[name] : ends[name]]]
        + lines[end:]
    )


def values(node: Node) -> Any:
    """What front matter says, without its places and the order of its keys."""
    if isinstance(node, Map):
        return {key: values(value) for key, value in node.entries.items()}
    return node.value if isinstance(node, Scalar) else [values(item) for item in node.items]


def harm(raw: bytes, new: bytes) -> Problem | str | None:
    """What a mended file says wrong that it did not say before, or None: mending never makes a file worse."""
    (before, old), (after, problems) = split(raw, ""), split(new, "")
    if found := next(
        (problem for problem in problems if problem.what not in {one.what for one in old}), None
    ):
        return found
    lost = (
        before
        and after
        and {**values(before.meta), "reviewed": ""} != {**values(after.meta), "reviewed": ""}
    )
    return "something would be lost" if lost else None


def fix(docs: Path, today: date) -> list[str]:
    """Mend every page below a docs folder -> what was done, a line each."""
    said = []
    for lang in LANGS:
        for path in sorted((docs / lang).rglob("*.md")):
            name = path.relative_to(docs / lang).as_posix()
            raw = path.read_bytes()
            new, done = mend(raw, kind_of(name), lang, today)
            if new == raw:
                continue
            if bad := harm(raw, new):
                why = (
                    bad
                    if isinstance(bad, str)
                    else f"line {bad.at.line} would be wrong then ({bad.what}): mend that first"
                )
                said.append(f"{docs.name}/{lang}/{name}: left as it was, for {why}.")
                continue
            path.write_bytes(new)
            said.append(f"{docs.name}/{lang}/{name}: {', '.join(done)}.")
    return said


def kind_of(name: str) -> type[Record] | None:
    """A file's path inside its language -> the class of the record in it, or None for a page."""
    folder, _, file = name.rpartition("/")
    return FOLDERS.get(folder) if file != "index.md" else None


def still_right(docs: Path, paths: Sequence[Path], today: date) -> list[str]:
    """Date the records that somebody has just read and found right, and touch nothing else -> what was done, a line each. Raises Stop."""
    names = [located(docs, path) for path in paths]
    said = []
    for name, path in ((name, docs / "vi" / name) for name in names):
        text = path.read_bytes().decode("utf-8")
        new = REVIEWED.sub(f"reviewed: {today}", text, count=1)
        path.write_bytes(new.encode())
        said.append(f"{docs.name}/vi/{name}: still right: reviewed {today}.")
    return said


def located(docs: Path, path: Path) -> str:
    """A path an editor named, in either language -> the record's name inside its language. Raises Stop."""
    for lang in LANGS:
        for start in (docs / lang, Path(docs.name, lang)):
            if path.is_relative_to(start) and (docs / "vi" / path.relative_to(start)).is_file():
                name = path.relative_to(start).as_posix()
                front, _ = split((docs / "vi" / name).read_bytes(), "")
                if kind_of(name) is None:
                    raise Stop(f"{path} is no record: it has no date.")
                if front is None or front.meta.keys.get("reviewed", front.meta.at).col != 1:
                    raise Stop(
                        f"{docs.name}/vi/{name} cannot be read as it is: mend what `python3 -m scripts check` lists, then date it."
                    )
                if isinstance(new := front.meta.entries.get("moved"), Scalar):
                    raise Stop(
                        f"{path} leads on to another page: date {docs.name}/vi/{name.rpartition('/')[0]}/{new.value}.md."
                    )
                if "reviewed" not in front.meta.keys:
                    raise Stop(
                        f"{docs.name}/vi/{name} has no date yet: `python3 -m scripts check --fix` adds it."
                    )
                return name
    raise Stop(f"{path} is no record: name a file such as {docs.name}/vi/principles/calm-first.md.")
