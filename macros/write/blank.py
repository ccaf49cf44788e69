"""A blank record: its file in one language with everything but the words.

For the command `new`, and for the links that open a new file on the forge. Whatever a person has to
write is `…` or stands in capitals, and `check` refuses both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from macros.model import KINDS, Case, Choice, Lang, Phrase, Record, Text, Words
from macros.read.assign import Branch, form
from macros.read.firm import firm
from macros.read.shapes import Shape, shapes_of
from macros.write.markdown import FIRST, Gap, written

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
    given: dict[str, Any] = {
        "id": FILLER,
        "reviewed": today,
        "review_every": firm().values.get("review_every", FILLER),
    }
    if passages:
        given["passages"] = [str(number + 1) for number in range(passages)]
    return written(gaps(KINDS[kind], other, given), lang)


def gaps(cls: Any, like: Branch | None, given: Mapping[str, Any]) -> Any:
    """A record or an entry with a gap in each field that is wanted; `like` is the other language's.

    What is known beforehand is `given`: values, and the ids of entries.
    """
    values = {"id": given["id"]} if "id" in cls.__dataclass_fields__ else {}
    for name, shape in shapes_of(cls).items():
        there = like.fields.get(name) if like else None
        if name != "id" and (there or wanted(cls, shape, like)):
            values[name] = gap(shape, there, given.get(name))
    return cls(**values)


def wanted(cls: type, shape: Shape, like: Branch | None) -> bool:
    """Whether a field has to be there, or is offered to whoever begins."""
    offered = shape.name in ("cites", *OFFERED.get(cls, ()))
    if shape.place == "front":
        offered |= shape.name in FIRST
    elif shape.place != "bracket":
        offered = not like and issubclass(cls, Record) and (offered or shape.form == "words")
    return shape.required or offered


def gap(shape: Shape, there: Any, given: Any) -> Any:
    """What stands in one field."""
    if shape.form == "text":
        several = there.count("\n\n") if isinstance(there, str) else 0
        words = "\n\n".join([FILLER] * (several + 1))
        return Text(words, words)
    if shape.form == "words":
        return Words((FILLER,), (FILLER,))
    if shape.form == "entry":
        return gaps(shape.entry, there or None, {"id": (there and there.id) or FILLER})
    if shape.entry:
        names = ids(shape, there or (), given)
        return tuple(gaps(shape.entry, entry, {"id": name}) for name, entry in names)
    if shape.form == "flag":
        return True
    if shape.place == "front":
        value = given or Gap(FILLER)
    else:
        value = Gap("state: open" if shape.name == "state" else form(shape).strip("`[]"))
    return (value,) * max(1, shape.least) if shape.form == "list" else value


def ids(
    shape: Shape, there: Sequence[Branch], given: Sequence[str] | None
) -> list[tuple[str, Branch | None]]:
    """The ids of a list's entries, with what the other language has of each."""
    if there:
        return [(entry.id or FILLER, entry) for entry in there]
    # One sign more for each, so that no entry is told that it has another one's id.
    fresh = [FILLER * number for number in range(1, max(1, shape.least) + 1)]
    return [(name, None) for name in given or fresh]
