"""A blank record: its file in one language with everything but the words.

For the command `new`, and for the links that open a new file on the forge.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from macros.model import KINDS, Grounded, Lang, Record, Source
from macros.read.assign import Branch, forms
from macros.read.shapes import Shape, at_place, boxed, headings_of, labels_of, shapes_of
from macros.write.markdown import FIRST

NUMBERS = ("one", "two", "three", "four")
HALF_A_YEAR, A_YEAR = 180, 365
FILLER = "…"
"""Stands where words are to be written; `check` refuses it."""


def blank(
    kind: str, lang: Lang, today: date, passages: int = 0, other: Branch | None = None
) -> str:
    """A kind -> the file of a new record in one language; a source has its number of `passages`.

    `other` is what the other language's file has: all its ids and texts get their places.
    """
    cls = KINDS[kind]
    writer = Blank(lang, cls, tuple(str(n) for n in range(1, passages + 1)))
    return writer.record(today, other)


class Blank:
    """Writes one record of one language."""

    def __init__(self, lang: Lang, cls: type[Record], passages: Sequence[str]) -> None:
        self.lang = lang
        self.cls = cls
        self.passages = passages

    def record(self, today: date, other: Branch | None) -> str:
        """The whole file."""
        blocks = [self.front(today)] if self.lang == "vi" else []
        blocks.append(f"# {FILLER}")
        if issubclass(self.cls, Grounded) and self.lang == "vi":
            blocks.append("[KEY:NUMBER]")
        for shape in at_place(self.cls, "lead"):
            blocks += self.field(shape, other)
        for shape in at_place(self.cls, "sections"):
            assert shape.entry
            for name, like in self.names(shape, other):
                blocks += self.section(shape.entry, name, like)
        for row in headings_of(self.cls):
            shapes = [shapes_of(self.cls)[name] for name in row.fields]
            if any(self.wanted(shape, other) for shape in shapes):
                blocks.append(f"## {row.words[self.lang]}")
                blocks += [block for shape in shapes for block in self.field(shape, other)]
        return "\n\n".join(blocks) + "\n"

    def front(self, today: date) -> str:
        """The front matter: what must be there, empty where a person has to choose."""
        yearly = self.cls is Source
        given = {"reviewed": today.isoformat(), "review_every": str(A_YEAR if yearly else HALF_A_YEAR)}
        shapes = {s.name: s for s in at_place(self.cls, "front") if s.required or s.name in FIRST}
        order = sorted(shapes, key=lambda key: FIRST.index(key) if key in FIRST else len(FIRST))
        rows = [f"{key}: {given.get(key, '[]' if shapes[key].form == 'list' else '')}" for key in order]
        return "\n".join(["---", *(row.rstrip() for row in rows), "---"])

    def wanted(self, shape: Shape, like: Branch | None) -> bool:
        """Whether a field is written: it must be there, or the other language has it."""
        return shape.required or shape.form == "words" or bool(like and shape.name in like.fields)

    def names(self, shape: Shape, like: Branch | None) -> list[tuple[str, Branch | None]]:
        """The ids of a list's entries, with what the other language has of each."""
        entries: Any = like.fields.get(shape.name) if like else None
        if entries:
            return [(entry.id, entry) for entry in entries]
        count = max(1, shape.least)
        ids = self.passages if shape.name == "passages" and self.passages else NUMBERS[:count]
        return [(name, None) for name in ids]

    def field(self, shape: Shape, other: Branch | None) -> list[str]:
        """What stands in one field of the record."""
        if not self.wanted(shape, other):
            return []
        like: Any = other.fields.get(shape.name) if other else None
        if shape.form == "list":
            return ["\n".join(line for name, of in self.names(shape, other) for line in self.entry(shape, name, of))]
        if shape.form == "entry" and shape.entry:
            return self.paragraph(shape.entry, like)
        return [FILLER]

    def paragraph(self, cls: type, like: Branch | None) -> list[str]:
        """An entry that is written as a paragraph."""
        name = f" ^{like.id if like and like.id else NUMBERS[0]}" if "id" in shapes_of(cls) else ""
        rests = self.brackets(cls)
        below = self.labels(cls, like)
        return [FILLER + name + (f"\n{rests}" if rests else ""), *(["\n".join(below)] if below else [])]

    def section(self, cls: type, name: str, like: Branch | None) -> list[str]:
        """A heading that is an entry."""
        more = at_place(cls, "more")
        blocks = [FILLER for shape in more if shape.form == "text"]
        if rests := self.brackets(cls):
            blocks = [*blocks[:-1], f"{FILLER}\n{rests}"] if blocks else [rests]
        lists = [
            "\n".join(line for inner, of in self.names(shape, like) for line in self.entry(shape, inner, of))
            for shape in more
            if shape.form == "list"
        ]
        return [f"## {FILLER} ^{name}", *blocks, *lists]

    def entry(self, shape: Shape, name: str, like: Branch | None) -> list[str]:
        """One entry of a list."""
        cls = shape.entry
        assert cls
        flag = next(iter(at_place(cls, "box")), None)
        ticked = bool(flag and like and flag.name in like.fields)
        start = f"- [{'x' if ticked else ' '}] " if boxed(cls) else "- "
        start += "".join(f"**{FILLER}** " for _ in at_place(cls, "bold"))
        lines = [f"{start}{FILLER} ^{name}"]
        if rests := self.brackets(cls):
            lines.append(f"  {rests}")
        return lines + [f"  {line}" for line in self.labels(cls, like)]

    def labels(self, cls: type, like: Branch | None) -> list[str]:
        """What is said more below an entry."""
        return [
            f"- {row.words[self.lang]}: {FILLER}"
            for row in labels_of(cls)
            if shapes_of(cls)[row.fields[0]].required or (like and row.fields[0] in like.fields)
        ]

    def brackets(self, cls: type) -> str:
        """The brackets that an entry needs, in the Vietnamese file alone."""
        if self.lang == "en":
            return ""
        must = {s.name: s for s in at_place(cls, "bracket") if s.required or s.name == "cites"}
        if "state" in must:
            return "[state: open]"
        return " ".join(written.strip("`") for written in forms(must))
