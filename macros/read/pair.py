"""Two lists of entries, the Vietnamese and the English -> which stand beside each other, by id.

The Vietnamese has structure and words, the English the same words; whatever one of them lacks is
said on the other's line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from macros.model import Boxed, Headed, Swap
from macros.read.assign import UNREAD, Branch
from macros.read.front import FEW, closest
from macros.read.ids import SLUG, no_id, slug
from macros.read.reader import Reader, instead
from macros.read.shapes import at_place, labels_of, main_of
from macros.read.span import Span


class Pairing(Reader):
    """Pairs lists, and says what is wrong with their ids."""

    def pairs(
        self, vi: Sequence[Branch], en: Sequence[Branch] | None
    ) -> list[tuple[Branch, Branch | None]]:
        """Each Vietnamese entry and its English, which lacks nothing where there is none at all."""
        theirs = en or ()
        places = partners(vi, theirs)
        twice, doubled = repeated(vi), repeated(theirs)
        joined: list[tuple[Branch, Branch | None]] = []
        above = None
        for number, (item, place) in enumerate(zip(vi, places, strict=True)):
            other = None if place is None else theirs[place]
            right = right_id(item, other, number in twice, [branch.id for branch in vi])
            good = self.good_id(item, right, number in twice)
            if other:
                self.english_id(other, item.id if good else "", right, place in doubled)
                above = other
            elif en and (good or not item.id):
                self.not_in_english(item, above, en[0])
            told = item if good else replace(item, fields=item.fields | {"id": UNREAD})
            joined.append((told, other))
        for place, other in enumerate(theirs):
            if place not in places and place in doubled:
                self.report("id-twice", other.id_at, id=other.id)
            elif place not in places:
                name = f"`^{other.id}`" if other.id else "this"
                self.report("english-surplus", other.id_at, name=name)
        found = [(item, place) for item, place in zip(vi, places, strict=True) if place is not None]
        for (item, place), there in zip(found, sorted(pair[1] for pair in found), strict=True):
            if place != there:
                there_now = theirs[there]
                self.report("english-order", there_now.id_at, there=there_now, here=item)
                break
        return joined

    def good_id(self, item: Branch, right: str, twice: bool) -> bool:
        """Whether an entry has a good id; else it is said that it should be `right`."""
        if item.fields.get("id") is UNREAD:
            return False
        if item.id and not twice and SLUG.fullmatch(item.id):
            return True
        more = instead(item.id_at, f"^{item.id}", f"^{right}")
        if not item.id:
            self.report("id-missing", item.at, swaps=behind(item, right), right=right)
        elif twice:
            self.report("id-twice", item.id_at, **more, id=item.id)
        else:
            self.report("not-an-id", item.id_at, no_id(item.id, "^"), **more)
        return False

    def english_id(self, other: Branch, name: str, right: str, double: bool) -> None:
        """What is wrong with the id of an English entry; `name` is the good one it is to have."""
        if name and other.id not in ("", name) and not double:
            more = instead(other.id_at, f"^{other.id}", f"^{name}")
            self.report("english-surplus", other.id_at, **more, name=f"`^{other.id}`")
        else:
            self.good_id(other, name or right, double)

    def not_in_english(self, item: Branch, above: Branch | None, first: Branch) -> None:
        """An entry that only the Vietnamese file has; it is said where the English should stand."""
        name = item.id or proposal(item)
        start = "## " if issubclass(item.cls, Headed) else "- "
        if issubclass(item.cls, Boxed):
            ticked = any(item.fields.get(flag.name) for flag in at_place(item.cls, "box"))
            start += "[x] " if ticked else "[ ] "
        if any(item.fields.get(one.name) for one in at_place(item.cls, "bold")):
            start += "**…** "
        held = (row for row in labels_of(item.cls) if item.fields.get(row.fields[0]))
        rows = [f"`{start}… ^{name}`", *(f"`  - {row.words['en']}: …`" for row in held)]
        where = f"Behind `^{above.id}`" if above and above.id else "Above this"
        asked = f"add {' and '.join(rows)}, with its words for `…`"
        cure = f"{where}, {asked} (Vietnamese: line {item.at.line})"
        self.report("english-missing", (above or first).at, cure=cure, name=f"`^{name}`")


def partners(vi: Sequence[Branch], en: Sequence[Branch]) -> list[int | None]:
    """Where the English of each Vietnamese entry is: by id, by one like it, else by place."""
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
    return [beside.get(number) for number in range(len(vi))]


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
    """What an entry should be called: as in English, nearly as it is, or after its words."""
    theirs, own = other.id if other else "", "" if twice else slug(item.id)
    if SLUG.fullmatch(theirs) and theirs not in taken:
        return theirs
    name = own or proposal(other or item)
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def behind(item: Branch, name: str) -> tuple[Swap, ...]:
    """An id behind the last word of an entry."""
    leaf = item.fields.get(main_of(item.cls).name)
    if not (isinstance(leaf, Span) and leaf):
        return ()
    last = leaf.mark(len(leaf) - 1)
    return (Swap(replace(last, col=last.col + 1), "", f" ^{name}"),)
