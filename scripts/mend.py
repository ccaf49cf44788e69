"""`check --fix`: mends what is mechanical, and says what it did."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from macros.load.blank import order
from macros.load.front import Front, split
from macros.model import FOLDERS, LANGS, Lang, Record
from scripts.setup import Stop

BOM = b"\xef\xbb\xbf"
REVIEWED = re.compile(r"^reviewed:.*$", re.MULTILINE)


def mend(raw: bytes, cls: type[Record] | None, lang: Lang, today: date, right: bool = False) -> tuple[bytes, list[str]]:
    """A file -> the same file mended, and what was done to it; `right` says that somebody has just read it and found it right."""
    done = []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw, []  # nobody can say what it was meant to be
    if raw.startswith(BOM):
        done.append("byte-order mark removed")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        done.append("Windows line ends")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        done.append("letters and tone marks joined")
    front, _ = split(text.encode(), "")
    if front and cls and "moved" not in front.meta.keys:
        for said, new in steps(text, front, cls, lang, today, right):
            text = new
            done.append(said)
    return text.encode(), done


def steps(text: str, front: Front, cls: type[Record], lang: Lang, today: date, right: bool) -> Iterator[tuple[str, str]]:
    """What to do to a record's front matter: what is said of it, and the text after it."""
    if lang == "vi" and "reviewed" not in front.meta.keys:
        lines = text.split("\n")
        lines.insert(front.body_line - 2, f"reviewed: {today}")
        text = "\n".join(lines)
        yield f"reviewed: {today} added", text
    elif right and (new := REVIEWED.sub(f"reviewed: {today}", text, count=1)) != text:
        text = new
        yield f"still right: reviewed {today}", text
    if (new := ordered(text, cls, lang)) != text:
        yield "keys in their usual order", new


def ordered(text: str, cls: type[Record], lang: Lang) -> str:
    """A record's text with its top keys in the usual order, each with its lines and the comments above it."""
    front, _ = split(text.encode(), "")
    if not front or any(at.col != 1 for at in front.meta.keys.values()):
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
    return "\n".join(lines[:first] + [line for name in names for line in lines[starts[name] : ends[name]]] + lines[end:])


def fix(docs: Path, today: date, right: Collection[Path] = ()) -> list[str]:
    """Mend every page below a docs folder, and date those that were read and found right -> what was done, a line each. Raises Stop."""
    wanted = {located(docs, path) for path in right}
    said = []
    for lang in LANGS:
        for path in sorted((docs / lang).rglob("*.md")):
            name = path.relative_to(docs / lang).as_posix()
            raw = path.read_bytes()
            cls = FOLDERS.get(name.rpartition("/")[0]) if path.name != "index.md" else None
            new, done = mend(raw, cls, lang, today, lang == "vi" and name in wanted)
            if new != raw:
                path.write_bytes(new)
                said.append(f"{docs.name}/{lang}/{name}: {', '.join(done)}.")
    return said


def located(docs: Path, path: Path) -> str:
    """A path an editor named, in either language -> the record's name inside its language. Raises Stop."""
    for lang in LANGS:
        for start in (docs / lang, Path(docs.name, lang)):
            if path.is_relative_to(start) and (docs / "vi" / path.relative_to(start)).is_file():
                return path.relative_to(start).as_posix()
    raise Stop(f"{path} is no record: name a file such as {docs.name}/vi/principles/calm-first.md.")
