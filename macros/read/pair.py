"""The Vietnamese and the English fields of a record -> one tree that holds both, by id.

The Vietnamese has structure and words, the English the same words; whatever one of them lacks is
said on the other's line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from macros.model import Mark, Problem, Record
from macros.read.assign import Branch, Leaf
from macros.read.front import closest
from macros.read.shapes import Shape, headings_of, labels_of, shapes_of

PLACES = {
    "title": "the title",
    "lead": "what stands below the title",
    "sections": "the `## … ^id` headings",
    "bold": "what stands in bold",
    "main": "the words",
    "more": "what stands below the heading",
}
"""What a field is called that has no heading or label of its own."""


@dataclass(frozen=True)
class Pair:
    """A text in both languages; one that is missing has been reported."""

    vi: Leaf | None
    en: Leaf | None


class Pairing:
    """Joins the two trees of a record; `problems` fills as it goes."""

    def __init__(self, record: type[Record]) -> None:
        self.record = record
        self.problems: list[Problem] = []

    def report(self, code: str, at: Mark, what: str, cure: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, at, what, cure))

    def branch(self, vi: Branch, en: Branch | None) -> Branch:
        """A record or an entry. Without any English its texts are not asked for."""
        fields = dict(vi.fields)
        for name, shape in shapes_of(vi.cls).items():
            mine, other = vi.fields.get(name), en.fields.get(name) if en else None
            if shape.place == "box" and en and (mine is None) != (other is None):
                sign = "x" if mine else " "
                what, cure = "This box is another one in Vietnamese", f"Write `- [{sign}]` here too"
                self.report("box-differs", en.at, what, cure)
            if not shape.wordy:
                continue
            if en and empty(mine) != empty(other) and shape.form != "words":
                self.lacks(shape, vi, en)
            joined = self.value(shape, mine, other)
            if joined is not None:
                fields[name] = joined
        return Branch(vi.cls, vi.at, fields)

    def value(self, shape: Shape, vi: Any, en: Any) -> Any:
        """One field."""
        if shape.form == "text":
            return Pair(vi, en) if vi or en else None
        if shape.form == "words":
            return (vi or (), en or ()) if vi or en else None
        if shape.form == "entry":
            return self.branch(vi, en) if isinstance(vi, Branch) else None
        if not vi or not en:
            return tuple(self.branch(item, None) for item in vi) if vi else vi
        return self.entries(vi, en)

    def entries(self, vi: Sequence[Branch], en: Sequence[Branch]) -> tuple[Branch, ...]:
        """Two lists, joined by id."""
        wanted = [item.id for item in vi]
        written = [item.id for item in en]
        table: dict[str, Branch] = {}
        for number, item in enumerate(en):
            left = [name for name in wanted if name not in written and name not in table]
            key = self.known(item, wanted[number] if number < len(wanted) else "", wanted, left)
            if key in table:
                what = f"The id `^{key}` stands twice here"
                self.report("id-twice", item.id_at, what, "Keep one of the two")
            elif key:
                table[key] = item
        for item in vi:
            if item.id and item.id not in table:
                what = f"The English of `^{item.id}` is missing"
                cure = f"Add `- … ^{item.id}` with its words (Vietnamese: line {item.at.line})"
                self.report("english-missing", en[-1].at, what, cure)
        self.order([name for name in wanted if name in table], table)
        return tuple(self.branch(item, table.get(item.id)) for item in vi)

    def known(self, item: Branch, beside: str, wanted: list[str], left: list[str]) -> str:
        """An English entry -> the id it must have; what is wrong with its own is said once.

        `beside` is the id of the Vietnamese entry in its place, `left` are those without English.
        """
        if item.id in wanted and item.id:
            return item.id
        if not item.id:
            meant = beside if beside in left else ""
            cure = f"Write `^{meant}` behind it" if meant else "Write the Vietnamese entry's `^id`"
            self.report("id-missing", item.at, "This entry has no id", cure)
            return meant
        meant = closest(item.id, left)
        cure = "Add it to the Vietnamese file, or remove it here"
        cure = f"Did you mean `^{meant}`?" if meant else cure
        self.report("english-surplus", item.id_at, f"`^{item.id}` stands only in English", cure)
        return meant

    def order(self, wanted: list[str], table: dict[str, Branch]) -> None:
        """Both lists stand in one order."""
        for name, other in zip(wanted, table, strict=False):
            if name != other:
                what = f"`^{other}` stands in another place than in Vietnamese"
                cure = f"Put `^{name}` here, as in the Vietnamese file"
                self.report("english-order", table[other].id_at, what, cure)
                return

    def lacks(self, shape: Shape, vi: Branch, en: Branch) -> None:
        """A field that one language has and the other has not."""
        vi_name, en_name = self.called(shape, vi.cls)
        mine, other = vi.fields.get(shape.name), en.fields.get(shape.name)
        if empty(mine):
            cure = "Add it to the Vietnamese file, or remove it here"
            what = f"{en_name[0].upper()}{en_name[1:]} stands only in English"
            self.report("english-surplus", place(other) or en.at, what, cure)
            return
        at = place(mine)
        cure = f"Add {en_name}" + (f" (Vietnamese: line {at.line})" if at else "")
        self.report("english-missing", en.at, f"The English of {vi_name} is missing", cure)

    def called(self, shape: Shape, cls: type) -> tuple[str, str]:
        """What a field is called in a file of each language."""
        if shape.place == "part":
            row = next(row for row in headings_of(self.record) if shape.name in row.fields)
            return f"`## {row.words['vi']}`", f"`## {row.words['en']}`"
        if shape.place == "label":
            row = next(row for row in labels_of(cls) if shape.name in row.fields)
            return f"`- {row.words['vi']}:`", f"`- {row.words['en']}:`"
        return PLACES[shape.place], PLACES[shape.place]


def empty(value: Any) -> bool:
    """Whether nothing stands in a field."""
    return value is None or value == ()


def place(value: Any) -> Mark | None:
    """Where the value of a field stands."""
    first = value[0] if isinstance(value, tuple) and value else value
    return first.at if isinstance(first, Leaf | Branch) else None
