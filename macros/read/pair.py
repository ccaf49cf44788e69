"""The Vietnamese and the English fields of a record -> one tree that holds both, by id.

The Vietnamese has structure and words, the English the same words; whatever one of them lacks is
said on the other's line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from macros.model import LANGS, Boxed, Headed, Mark, Swap
from macros.read.assign import UNREAD, Branch
from macros.read.front import FEW, closest
from macros.read.ids import SLUG, slug
from macros.read.reader import Reader
from macros.read.shapes import Shape, at_place, heading_of, labels_of, main_of, shapes_of
from macros.read.span import Span

PLACES = {
    "title": ("the title", "Start the file with `# ` and the title"),
    "lead": ("what stands below the title", "Write it there"),
    "sections": ("the `## … ^id` headings", "Write them"),
    "bold": ("what stands in bold", "Start the entry with it, between `**` and `**`"),
    "main": ("the words", "Write them"),
    "more": ("what stands below the heading", "Write it there"),
}
"""What a field is called that has no heading or label of its own, and how it is written."""


@dataclass(frozen=True)
class Pair:
    """A text in both languages; one that is missing, or UNREAD, has been reported."""

    vi: Span
    en: Any


class Pairing(Reader):
    """Joins the two trees of a record."""

    def branch(self, vi: Branch, en: Branch | None, slip: bool = False) -> Branch:
        """A record or an entry. Without any English its texts are not asked for.

        With `slip` a box that differs is wrong in Vietnamese.
        """
        fields = dict(vi.fields)
        for name, shape in shapes_of(vi.cls).items():
            mine, other = vi.fields.get(name), en.fields.get(name) if en else None
            unread = mine is UNREAD or other is UNREAD
            if en and not unread and shape.place == "box" and (mine is None) != (other is None):
                wrong, right = ("- [ ]", "- [x]") if bool(mine) != slip else ("- [x]", "- [ ]")
                what = f"`{wrong}` stands here, and another box in"
                what += " English" if slip else " Vietnamese"
                at = vi.at if slip else en.at
                swap = Swap(at.start, wrong[2:], right[2:])
                self.report("box-differs", at, what, f"Write `{right}`", swap)
            if not shape.wordy:
                continue
            if en and not unread and empty(mine, shape) != empty(other, shape):
                self.lacks(shape, vi, en)
            fields[name] = self.value(shape, mine, other)
        return Branch(vi.cls, vi.at, fields)

    def value(self, shape: Shape, vi: Any, en: Any) -> Any:
        """One field."""
        if vi is UNREAD:
            return UNREAD
        if shape.form == "text":
            return Pair(vi, en) if vi else None
        if shape.form == "words":
            return (vi or (), en or ()) if vi or en else None
        if shape.form == "entry":
            other = en if isinstance(en, Branch) else None
            return self.branch(vi, other) if isinstance(vi, Branch) else None
        return self.entries(vi, en or None) if vi else None

    # Entries

    def entries(self, vi: Sequence[Branch], en: Sequence[Branch] | None) -> tuple[Branch, ...]:
        """Two lists, joined by id; without any English its entries are not asked for."""
        beside = partners(vi, en or ())
        mine, theirs = repeated(vi), repeated(en or ())
        slip = chosen(vi) != 1 == chosen(en or ())
        joined = []
        for number, (item, other) in enumerate(zip(vi, beside, strict=True)):
            right = right_id(item, other, number in mine, [branch.id for branch in vi])
            good = self.own_id(item, other.id if other else "", number in mine, right)
            if other:
                double = any(other is en[place] for place in theirs) if en else False
                self.english_id(item, other, good, double, right)
            elif en and (good or not item.id):
                above = next((b for b in reversed(beside[:number]) if b), None)
                self.not_in_english(item, above, en[0])
            told = item if good else replace(item, fields=item.fields | {"id": UNREAD})
            joined.append(self.branch(told, other, slip))
        for number, item in enumerate(en or ()):
            if all(item is not other for other in beside):
                self.alone(item, number in theirs)
        self.order(vi, beside, en or ())
        return tuple(joined)

    def own_id(self, item: Branch, theirs: str, twice: bool, right: str) -> bool:
        """Whether a Vietnamese entry has a good id; what is wrong with it is said.

        `right` is what it should be called, `theirs` what the English one is called.
        """
        name, sure = item.id, right == theirs
        if item.fields.get("id") is UNREAD:
            return False
        if not name:
            cure = f"Write `^{right}` behind it" + ("" if sure else ", or another")
            self.report("id-missing", item.at, "This entry has no id", cure, *behind(item, right))
        elif twice:
            cure = f"Did you mean `^{right}`?" if sure else f"Give it its own, such as `^{right}`"
            what, swap = f"The id `^{name}` stands twice here", id_swap(item, right)
            self.report("id-twice", item.id_at, what, cure, swap)
        elif not SLUG.fullmatch(name):
            what, swap = f"`^{name}` is no id", id_swap(item, right)
            self.report("not-an-id", item.id_at, what, f"Write `^{right}`", swap)
        else:
            return True
        return False

    def not_in_english(self, item: Branch, above: Branch | None, first: Branch) -> None:
        """An entry that only the Vietnamese file has; it is said where the English should stand."""
        name = item.id or proposal(item)
        start = "## " if issubclass(item.cls, Headed) else "- "
        box = ("[x] " if chosen([item]) else "[ ] ") if issubclass(item.cls, Boxed) else ""
        bold = (
            "**…** " if any(item.fields.get(one.name) for one in at_place(item.cls, "bold")) else ""
        )
        rows = [f"{start}{box}{bold}… ^{name}"]
        for row in labels_of(item.cls):
            if not empty(item.fields.get(row.fields[0]), shapes_of(item.cls)[row.fields[0]]):
                rows.append(f"  - {row.words['en']}: …")
        where = f"Behind `^{above.id}`" if above and above.id else "Above this"
        entry, *more = (f"`{row}`" for row in rows)
        lines = entry + (f", and below it {' and '.join(more)}" if more else "")
        cure = f"{where}, add {lines}, with its words for `…` (Vietnamese: line {item.at.line})"
        what = f"The English of `^{name}` is missing"
        self.report("english-missing", (above or first).at, what, cure)

    def english_id(self, item: Branch, other: Branch, good: bool, double: bool, right: str) -> None:
        """What is wrong with the id of an English entry, where that is not said of both.

        `right` is what the Vietnamese one is told to be called where it has no good id.
        """
        name = item.id if good else ""
        right = name or right
        if other.fields.get("id") is UNREAD:
            return
        if not other.id:
            cure = f"Write `^{right}` behind it" + ("" if name else ", as in Vietnamese")
            self.report("id-missing", other.at, "This entry has no id", cure, *behind(other, right))
        elif double:
            cure = f"Did you mean `^{name}`?" if name else f"Write `^{right}`, as in Vietnamese"
            what, swap = f"The id `^{other.id}` stands twice here", id_swap(other, right)
            self.report("id-twice", other.id_at, what, cure, swap)
        elif name and other.id != name:
            what, swap = f"`^{other.id}` stands only in English", id_swap(other, name)
            self.report("english-surplus", other.id_at, what, f"Did you mean `^{name}`?", swap)
        elif not SLUG.fullmatch(other.id):
            right = slug(other.id) or right
            what, swap = f"`^{other.id}` is no id", id_swap(other, right)
            self.report("not-an-id", other.id_at, what, f"Write `^{right}`", swap)

    def alone(self, item: Branch, double: bool) -> None:
        """An English entry that no Vietnamese one stands beside."""
        if double:
            what = f"The id `^{item.id}` stands twice here"
            self.report("id-twice", item.id_at, what, "Keep one of the two")
            return
        what = f"`^{item.id}` stands only in English" if item.id else "This stands only in English"
        cure = "Add it to the Vietnamese file, or remove it here"
        self.report("english-surplus", item.id_at, what, cure)

    def order(
        self, vi: Sequence[Branch], beside: Sequence[Branch | None], en: Sequence[Branch]
    ) -> None:
        """Both lists stand in one order."""
        wanted = [(item, other) for item, other in zip(vi, beside, strict=True) if other]
        written = [item for item in en if any(item is other for _, other in wanted)]
        for (item, other), there in zip(wanted, written, strict=True):
            if other is not there:
                what = f"`^{there.id}` stands in another place than in Vietnamese"
                cure = f"Put `^{item.id}` here, as in the Vietnamese file"
                self.report("english-order", there.id_at, what, cure)
                return

    # Fields

    def lacks(self, shape: Shape, vi: Branch, en: Branch) -> None:
        """A field that one language has and the other has not; `decode` asks for what must be."""
        vi_name, (en_name, cure) = self.called(shape, vi.cls)
        mine, other = vi.fields.get(shape.name), en.fields.get(shape.name)
        if not empty(mine, shape):
            at = mark_of(mine)
            cure += f" (Vietnamese: line {at.line})" if at else ""
            self.report("english-missing", en.at, f"The English of {vi_name} is missing", cure)
        elif not shape.required:
            cure = "Add it to the Vietnamese file, or remove it here"
            what = f"Only the English file has {en_name}"
            self.report("english-surplus", mark_of(other) or en.at, what, cure)

    def called(self, shape: Shape, cls: type) -> tuple[str, tuple[str, str]]:
        """What a field is called in a file of each language, and how to add it in English."""
        if shape.place not in ("part", "label"):
            return PLACES[shape.place][0], PLACES[shape.place]
        written = "`## {}`" if shape.place == "part" else "`- {}:`"
        vi, en = (written.format(heading_of(cls, shape.name).words[lang]) for lang in LANGS)
        return vi, (en, f"Add {en}")


def chosen(entries: Sequence[Branch]) -> int:
    """How many are ticked in a list of which one is to be chosen, where it is one."""
    return sum(bool(entry.fields.get(name)) for entry in entries for name in ("best", "taken"))


def partners(vi: Sequence[Branch], en: Sequence[Branch]) -> list[Branch | None]:
    """The English entry beside each Vietnamese one: by id, by one like it, else by place."""
    theirs = first_by_id(en)
    beside = {place: theirs[name] for name, place in first_by_id(vi).items() if name in theirs}
    left = [place for place in range(len(en)) if place not in beside.values()]
    lone = [place for place in range(len(vi)) if place not in beside]
    for number in lone if len(lone) <= FEW else ():
        names = {en[place].id: place for place in left if en[place].id}
        if like := closest(vi[number].id, names, FEW):
            beside[number] = names[like]
            left.remove(names[like])
    for number in range(len(vi)):
        if number not in beside and number in left:
            beside[number] = number
    return [en[beside[number]] if number in beside else None for number in range(len(vi))]


def first_by_id(entries: Sequence[Branch]) -> dict[str, int]:
    """Ids, and the place of the first entry that has each."""
    return {item.id: place for place, item in reversed([*enumerate(entries)]) if item.id}


def repeated(entries: Sequence[Branch]) -> set[int]:
    """The places of entries whose id another one has before them."""
    first = first_by_id(entries)
    return {place for place, item in enumerate(entries) if item.id and first[item.id] != place}


def proposal(item: Branch) -> str:
    """An id made of the first words of an entry."""
    leaf = item.fields.get(main_of(item.cls).name)
    return "-".join(slug(leaf if isinstance(leaf, Span) else "").split("-")[:3]) or "id"


def right_id(item: Branch, other: Branch | None, twice: bool, taken: Sequence[str]) -> str:
    """What an entry should be called that has no good id, in both languages.

    As the English one is, or nearly as it is itself, or after its words, as no other entry is.
    """
    theirs, own = other.id if other else "", "" if twice else slug(item.id)
    if SLUG.fullmatch(theirs) and theirs not in taken:
        return theirs
    name = own or proposal(other or item)
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def id_swap(item: Branch, right: str) -> Swap:
    """Another id for an entry that has one."""
    return Swap(item.id_at, f"^{item.id}", f"^{right}")


def behind(item: Branch, name: str) -> tuple[Swap, ...]:
    """An id behind the last word of an entry."""
    leaf = item.fields.get(main_of(item.cls).name)
    if not (isinstance(leaf, Span) and leaf):
        return ()
    last = leaf.mark(len(leaf) - 1)
    return (Swap(replace(last, col=last.col + 1), "", f" ^{name}"),)


def empty(value: Any, shape: Shape) -> bool:
    """Whether nothing stands in a field; words that need not be there are never asked for."""
    return value is None or value == () if shape.required or shape.form != "words" else False


def mark_of(value: Any) -> Mark | None:
    """Where the value of a field stands."""
    first = value[0] if isinstance(value, tuple) and value else value
    return first.at if isinstance(first, Span | Branch) else None
