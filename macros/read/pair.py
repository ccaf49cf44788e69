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
from macros.read.reader import Reader
from macros.read.shapes import at_place, labels_of, main_of
from macros.read.span import Span


class Pairing(Reader):
    """Pairs lists, and says what is wrong with their ids."""

    def pairs(
        self, vi: Sequence[Branch], en: Sequence[Branch] | None
    ) -> list[tuple[Branch, Branch | None]]:
        """Each Vietnamese entry and its English; without any English none is asked for.

        The id of one whose id is no good is UNREAD.
        """
        theirs = en or ()
        places = partners(vi, theirs)
        twice, doubled = repeated(vi), repeated(theirs)
        joined: list[tuple[Branch, Branch | None]] = []
        above = None
        for number, (item, place) in enumerate(zip(vi, places, strict=True)):
            other = None if place is None else theirs[place]
            right = right_id(item, other, number in twice, [branch.id for branch in vi])
            known = other and other.id == right
            good = self.good_id(item, right, number in twice, "" if known else ", or another")
            if other:
                self.english_id(other, item.id if good else "", right, place in doubled)
                above = other
            elif en and (good or not item.id):
                self.not_in_english(item, above, en[0])
            told = item if good else replace(item, fields=item.fields | {"id": UNREAD})
            joined.append((told, other))
        for place, other in enumerate(theirs):
            if place not in places:
                self.alone(other, place in doubled)
        self.order(vi, places, theirs)
        return joined

    def good_id(self, item: Branch, right: str, twice: bool, doubt: str) -> bool:
        """Whether an entry has a good id; what is wrong with it is said.

        `right` is what it should be called, `doubt` what is said behind that.
        """
        if item.fields.get("id") is UNREAD:
            return False
        if not item.id:
            cure = f"Write `^{right}` behind it{doubt}"
            self.report("id-missing", item.at, "This entry has no id", cure, *behind(item, right))
        elif twice:
            what, cure = f"The id `^{item.id}` stands twice here", f"Write `^{right}`{doubt}"
            self.report("id-twice", item.id_at, what, cure, id_swap(item, right))
        elif not SLUG.fullmatch(item.id):
            what, cure = no_id(item.id, "^"), f"Write `^{right}`"
            self.report("not-an-id", item.id_at, what, cure, id_swap(item, right))
        else:
            return True
        return False

    def english_id(self, other: Branch, name: str, right: str, double: bool) -> None:
        """What is wrong with the id of an English entry; `name` is the good one it is to have."""
        if name and other.id not in ("", name) and not double:
            what, cure = f"`^{other.id}` stands only in English", f"Did you mean `^{name}`?"
            self.report("english-surplus", other.id_at, what, cure, id_swap(other, name))
        else:
            self.good_id(other, name or right, double, "" if name else ", as in Vietnamese")

    def not_in_english(self, item: Branch, above: Branch | None, first: Branch) -> None:
        """An entry that only the Vietnamese file has; it is said where the English should stand."""
        name = item.id or proposal(item)
        start = "## " if issubclass(item.cls, Headed) else "- "
        if issubclass(item.cls, Boxed):
            start += "[x] " if chosen([item]) else "[ ] "
        if any(item.fields.get(one.name) for one in at_place(item.cls, "bold")):
            start += "**…** "
        rows = [f"{start}… ^{name}"] + [
            f"  - {row.words['en']}: …"
            for row in labels_of(item.cls)
            if item.fields.get(row.fields[0])
        ]
        where = f"Behind `^{above.id}`" if above and above.id else "Above this"
        lines = ", and below it ".join(["`{}`"] * min(len(rows), 2)) + " and `{}`" * (len(rows) - 2)
        cure = f"{where}, add {lines.format(*rows)}, with its words for `…`"
        cure += f" (Vietnamese: line {item.at.line})"
        what = f"The English of `^{name}` is missing"
        self.report("english-missing", (above or first).at, what, cure)

    def alone(self, item: Branch, double: bool) -> None:
        """An English entry that no Vietnamese one stands beside."""
        code, what = "english-surplus", f"`^{item.id}` stands only in English"
        cure = "Add it to the Vietnamese file, or remove it here"
        if double:
            code, what = "id-twice", f"The id `^{item.id}` stands twice here"
            cure = "Keep one of the two"
        self.report(code, item.id_at, what if item.id else "This stands only in English", cure)

    def order(
        self, vi: Sequence[Branch], places: Sequence[int | None], en: Sequence[Branch]
    ) -> None:
        """Both lists stand in one order."""
        pairs = [(item, place) for item, place in zip(vi, places, strict=True) if place is not None]
        for (item, place), there in zip(pairs, sorted(place for _, place in pairs), strict=True):
            if place != there:
                what = f"`^{en[there].id}` stands in another place than in Vietnamese"
                cure = f"Put `^{item.id}` here, as in the Vietnamese file"
                self.report("english-order", en[there].id_at, what, cure)
                return


def chosen(entries: Sequence[Branch]) -> int:
    """How many are ticked in a list of which one is to be chosen, where it is one."""
    return sum(bool(entry.fields.get(name)) for entry in entries for name in ("best", "taken"))


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
