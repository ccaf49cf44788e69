"""A document that is to be condensed: its text, cut into passages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from macros.read import text
from macros.read.ids import slug
from scripts.project import Stop

MARKER = re.compile(r"^[ \t]*(\[([^\[\]\n]+):[ \t]*([0-9]+)\])", re.MULTILINE)
TITLE = re.compile(r"[^\n]{1,120}(?<![.:;,…])\n\s*\n")
"""A first paragraph that is a title: one short line that does not end as a sentence does."""
SAVE = "save it as plain text (.txt) with encoding UTF-8, and start again with that."


def decode(raw: bytes) -> str:
    """A document's bytes -> its text, however it was saved. Raises Stop when it is no text."""
    try:
        words = raw.decode("utf-16" if raw.startswith(text.UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise Stop(f"The document is not UTF-8: {SAVE}") from None
    if re.search(r"[\x00-\x08\x0e-\x1f]", words):
        raise Stop(f"The document is no plain text: {SAVE}")
    return unicodedata.normalize("NFC", "\n".join(words.splitlines()))


def cut(words: str, name: str) -> tuple[str, list[str], str]:
    """A document and its file's name -> its id, its passages, and what stands before the first.

    It is cut at `[id:n]` markers that start a line, or else at blank lines; then a title above it
    is no passage. Raises Stop.
    """
    if marks := list(MARKER.finditer(words)):
        return at_marks(words, marks)
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", words.strip())]
    if not slug(name):
        raise Stop(f"`{name}` gives no id: name the file with letters, such as late-delivery.txt.")
    title = parts.pop(0) if len(parts) > 1 and TITLE.match(words.strip()) else ""
    if not parts[0]:
        raise Stop("The document is empty.")
    return slug(name), parts, title


def at_marks(words: str, marks: Sequence[re.Match[str]]) -> tuple[str, list[str], str]:
    """A document, cut at its markers. Raises Stop."""
    name = slug(marks[0][2])
    if not name:
        raise Stop(f"`{marks[0][1]}` gives no id: write letters or digits.")
    ends = [mark.start() for mark in marks[1:]] + [len(words)]
    passages = []
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True), 1):
        where = f"Line {words.count(chr(10), 0, mark.start(1)) + 1}"
        if mark[1] != f"[{name}:{number}]":
            raise Stop(f"{where} says {mark[1]}: write [{name}:{number}] there.")
        passages.append(" ".join(words[mark.end() : end].split()))
        if not passages[-1]:
            raise Stop(f"{where}: {mark[1]} is empty: give it words, or remove its marker.")
    return name, passages, " ".join(words[: marks[0].start()].split())
