"""A blank record: its file in one language with everything but the words.

For the command `new`, and for the links that open a new file on the forge. Whatever a person has to
write is `…` or stands in capitals, and `check` refuses both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from macros import model
from macros.model import KINDS, NO_WORDS, Boxed, Case, Choice, Lang, Phrase, Source, Text, Told
from macros.read.assign import Branch
from macros.read.firm import firm
from macros.read.shapes import Shape, form, shapes_of
from macros.write.markdown import FIRST, Gap, written

FILLER = "…"
"""Stands where words, an id or a value are to be written."""
OFFERED: dict[type, tuple[str, ...]] = {
    Case: ("checklists", "phrases"),
    Choice: ("situation",),
    Phrase: ("poor", "better"),
}
"""Fields of which a rule wants one, or which make a page good, though each may be left out."""
SET: dict[type, dict[str, Any]] = {
    Source: {
        "roles": (),
        "phase": None,
        "aliases": NO_WORDS,
        "attempt": Told(text=Text(FILLER, FILLER), origin="editorial"),
        "passages": (model.Passage(id="1"),),
    }
}
"""What is set where a record begins, and asked of nobody."""


def blank(kind: str, lang: Lang, today: date, other: Branch | None = None, **known: Any) -> str:
    """A kind, what is known of it, and what the `other` language has -> a new record's file."""
    every = firm().values.get("review_every", FILLER)
    given = {"id": FILLER, "reviewed": today, "review_every": every}
    return written(gaps(KINDS[kind], other, given | SET.get(KINDS[kind], {}) | known), lang)


def gaps(cls: Any, like: Branch | None, given: Mapping[str, Any]) -> Any:
    """A record or an entry with a gap in each field that is wanted and not given."""
    values = {"id": given["id"]} if "id" in cls.__dataclass_fields__ else {}
    for name, shape in shapes_of(cls).items():
        there = like.fields.get(name) if like else None
        if name in given and not there:
            values[name] = given[name]
        elif name != "id" and (there or wanted(cls, shape, like)):
            values[name] = gap(shape, there)
    return cls(**values)


def wanted(cls: type, shape: Shape, like: Branch | None) -> bool:
    """Whether a field has to be there, or is offered to whoever begins."""
    offered = shape.name in ("cites", *OFFERED.get(cls, ()))
    if shape.place == "front":
        offered |= shape.name in FIRST
    elif shape.place != "bracket":
        offered = not like and issubclass(cls, model.Record) and (offered or shape.form == "words")
    return shape.required or offered


def gap(shape: Shape, there: Any) -> Any:
    """What stands in one field."""
    if shape.form == "text":
        several = there.count("\n\n") if isinstance(there, str) else 0
        words = "\n\n".join([FILLER] * (several + 1))
        return Text(words, words)
    if shape.form == "words":
        return model.Words((FILLER,), (FILLER,))
    if shape.form == "entry":
        return gaps(shape.entry, there or None, {"id": (there and there.id) or shape.name})
    if shape.entry and there:
        return tuple(gaps(shape.entry, entry, {"id": entry.id or FILLER}) for entry in there)
    if shape.entry:
        # Ticks are kept by the ids of boxes: somebody has to choose those. One sign more for each,
        # so that no entry is told that it has another one's id.
        numbers, own = range(1, max(1, shape.least) + 1), issubclass(shape.entry, Boxed)
        names = [FILLER * number if own else f"{shape.name}-{number}" for number in numbers]
        return tuple(gaps(shape.entry, None, {"id": name}) for name in names)
    if shape.form == "flag":
        return True
    value = Gap(FILLER if shape.place == "front" else form(shape).strip("`[]"))
    return (value,) * max(1, shape.least) if shape.form == "list" else value
