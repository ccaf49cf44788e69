"""A blank record: its file in one language with everything but the words.

For the command `new`, and for the links that open a new file on the forge. Whatever a person has to
write is `…` or stands in capitals, and `check` refuses both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from macros.model import KINDS, Case, Choice, Grounded, Lang, Phrase, Record
from macros.read.assign import Branch, Leaf, forms
from macros.read.firm import firm
from macros.read.shapes import Shape, at_place, boxed, headings_of, labels_of, shapes_of
from macros.write.markdown import FIRST

FILLER = "…"
"""Stands where words, an id or a value are to be written."""
OFFERED: dict[type, tuple[str, ...]] = {
    Case: ("checklists", "phrases"),
    Choice: ("situation",),
    Phrase: ("poor", "better"),
}
"""Fields of which a rule wants one, or which make a page good, though each may be left out."""


def blank(
    kind: str, lang: Lang, today: date, passages: int = 0, other: Branch | None = None
) -> str:
    """A kind -> the file of a new record in one language; a source has its number of `passages`.

    `other` is what the other language's file has: all its ids and texts get their places.
    """
    writer = Blank(lang, KINDS[kind], [str(number + 1) for number in range(passages)])
    return "\n\n".join(writer.record(today, other)) + "\n"


class Blank:
    """Writes one record in one language; what it makes are blocks, to be parted by empty lines."""

    def __init__(self, lang: Lang, cls: type[Record], passages: Sequence[str]) -> None:
        self.lang = lang
        self.cls = cls
        self.passages = passages

    def record(self, today: date, like: Branch | None) -> Iterator[str]:
        """The whole file; `like` is the record in the other language."""
        if self.lang == "vi":
            yield self.front(today)
        yield f"# {FILLER}"
        if issubclass(self.cls, Grounded) and self.lang == "vi":
            yield self.brackets(self.cls)
        for shape in at_place(self.cls, "lead"):
            yield from self.field(shape, like)
        for shape in at_place(self.cls, "sections"):
            for name, same in self.names(shape, like):
                yield from self.section(shape, name, same)
        for row in headings_of(self.cls):
            shapes = [shapes_of(self.cls)[name] for name in row.fields]
            blocks = [block for shape in shapes for block in self.field(shape, like)]
            if blocks:
                yield f"## {row.words[self.lang]}"
                yield from blocks

    def front(self, today: date) -> str:
        """The front matter: what a person has to choose is left to write, or to take away."""
        days = firm().values.get("review_every", FILLER)
        given = {"reviewed": today.isoformat(), "review_every": days}
        offered = (*FIRST, *OFFERED.get(self.cls, ()))
        keys = [s for s in at_place(self.cls, "front") if s.required or s.name in offered]
        keys.sort(key=lambda key: FIRST.index(key.name) if key.name in FIRST else len(FIRST))
        empty = {key.name: f"[{FILLER}]" if key.form == "list" else FILLER for key in keys}
        rows = [f"{key.name}: {given.get(key.name, empty[key.name])}" for key in keys]
        return "\n".join(["---", *rows, "---"])

    def names(self, shape: Shape, like: Branch | None) -> list[tuple[str, Branch | None]]:
        """The ids of a list's entries, with what the other language has of each."""
        entries: Sequence[Branch] = like.fields.get(shape.name, ()) if like else ()
        if entries:
            return [(entry.id or FILLER, entry) for entry in entries]
        if shape.name == "passages" and self.passages:
            return [(number, None) for number in self.passages]
        # One sign more for each, so that no entry is told that it has another one's id.
        return [(FILLER * number, None) for number in range(1, max(1, shape.least) + 1)]

    def field(self, shape: Shape, like: Branch | None) -> list[str]:
        """One field of the record; nothing where it need not be there and is not in the other."""
        there = like.fields.get(shape.name) if like else None
        offered = not like and (shape.form == "words" or shape.name in OFFERED.get(self.cls, ()))
        if not (shape.required or there or offered):
            return []
        if shape.form == "list":
            return [self.entries(shape, like)]
        if shape.form == "entry" and shape.entry:
            return self.paragraph(shape.entry, there)
        return paragraphs(there)

    def paragraph(self, cls: type, like: Branch | None) -> list[str]:
        """An entry that is written as a paragraph or a few."""
        main = at_place(cls, "main")[0]
        *blocks, last = paragraphs(like.fields.get(main.name) if like else None)
        if "id" in shapes_of(cls):
            last += f" ^{like.id if like and like.id else FILLER}"
        rests, below = self.brackets(cls), "\n".join(self.labels(cls, like))
        return [*blocks, last + (f"\n{rests}" if rests else ""), *([below] if below else [])]

    def section(self, shape: Shape, name: str, like: Branch | None) -> list[str]:
        """A heading that is an entry, and what stands below it."""
        assert shape.entry
        more, rests = at_place(shape.entry, "more"), self.brackets(shape.entry)
        blocks = [FILLER for inner in more if inner.form == "text"]
        if rests:
            blocks = [*blocks[:-1], f"{FILLER}\n{rests}"] if blocks else [rests]
        lists = [self.entries(inner, like) for inner in more if inner.form == "list"]
        return [f"## {FILLER} ^{name}", *blocks, *lists]

    def entries(self, shape: Shape, like: Branch | None) -> str:
        """A list of entries."""
        return "\n".join(
            line for name, same in self.names(shape, like) for line in self.entry(shape, name, same)
        )

    def entry(self, shape: Shape, name: str, like: Branch | None) -> list[str]:
        """One entry of a list."""
        cls: Any = shape.entry
        ticked = any(like and flag.name in like.fields for flag in at_place(cls, "box"))
        start = f"- [{'x' if ticked else ' '}] " if boxed(cls) else "- "
        start += "".join(f"**{FILLER}** " for _ in at_place(cls, "bold"))
        lines = [f"{start}{FILLER} ^{name}"]
        if rests := self.brackets(cls):
            lines.append(f"  {rests}")
        return lines + [f"  {line}" for line in self.labels(cls, like)]

    def labels(self, cls: type, like: Branch | None) -> list[str]:
        """What is said more below an entry."""
        rows = [(row, shapes_of(cls)[row.fields[0]]) for row in labels_of(cls)]
        return [
            f"- {row.words[self.lang]}: {FILLER}"
            for row, shape in rows
            if shape.required or (like and shape.name in like.fields)
        ]

    def brackets(self, cls: type) -> str:
        """The brackets that an entry or a record needs, in the Vietnamese file alone."""
        if self.lang == "en":
            return ""
        offered = ("cites", *OFFERED.get(cls, ()))
        must = [s for s in at_place(cls, "bracket") if s.required or s.name in offered]
        if any(shape.name == "state" for shape in must):
            return "[state: open]"
        held = [form for s in must for form in forms({s.name: s}) * max(1, s.least)]
        return " ".join(form.strip("`") for form in held)


def paragraphs(there: Any) -> list[str]:
    """A text -> as many paragraphs as it has in the other language."""
    return [FILLER] * (there.value.count("\n\n") + 1 if isinstance(there, Leaf) else 1)
