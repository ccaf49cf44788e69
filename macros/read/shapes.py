"""The dataclasses of `macros.model`, read as the places that their fields have in a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

import yaml

from macros.model import (
    PLAIN,
    Chosen,
    Cite,
    Grounded,
    Headed,
    Lang,
    Manner,
    Mark,
    Record,
    Text,
    Words,
)
from macros.read.firm import firm

Key = TypeVar("Key")
Made = TypeVar("Made")
Form = Literal[
    "text", "words", "string", "number", "date", "flag", "choice", "ref", "cite", "entry", "list"
]
Place = Literal[
    "front", "title", "lead", "part", "sections",
    "id", "bold", "main", "more", "label", "box", "bracket",
]  # fmt: skip
"""Where a field stands.

Of a record: in the front matter, as its title, below the title (lead), below a heading of its own
(part), or under headings that are entries themselves (sections).
Of an entry: as its `^id`, in bold, as its words (main) and further paragraphs (more), behind a
label, as the `x` of its box, or in the brackets below the words.
"""
GROUNDS = ("cites", "origin")
HEADINGS = Path(__file__).parent.parent / "headings.yml"
FORMS: dict[Any, Form] = {
    Text: "text", Words: "words", Cite: "cite", str: "string", int: "number", date: "date",
    bool: "flag",
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """How one field is written."""

    name: str
    form: Form
    place: Place = "front"
    choices: tuple[str, ...] = ()
    """For `choice`: what may be written."""
    ref: str = ""
    """For `ref`: the kind of record it names; for `choice`: the list of playbook.yml, if one."""
    entry: type | None = None
    """For `entry`, and for a `list` of entries: their dataclass."""
    of: Shape | None = None
    """For `list`: the shape of what it holds."""
    required: bool = True
    least: int = 0
    """For `list`: the fewest entries allowed."""
    manner: Manner = PLAIN
    """For `text`: whether it is bold, holds `[slots]` or has several paragraphs."""
    heading: Heading | None = None
    """Of a `part`, and of a `label`: what it stands below, or behind."""

    @property
    def wordy(self) -> bool:
        """Whether any of it is written in both languages."""
        if self.form in ("text", "words"):
            return True
        return self.entry is not None and any(s.wordy for s in shapes_of(self.entry).values())


@dataclass(frozen=True)
class Heading:
    """The heading of a part, or a label, and the fields below it."""

    fields: tuple[str, ...]
    words: dict[Lang, str]
    old: dict[Lang, tuple[str, ...]]
    """What it was called before: `check --fix` writes the new words."""


def kept(work: Callable[[Key], Made]) -> Callable[[Key], Made]:
    """`functools.cache`, but mypy takes a class of dataclass for its key."""
    return cache(work)


@cache
def tables() -> dict[str, Any]:
    """The table of headings and labels."""
    return cast("dict[str, Any]", yaml.safe_load(HEADINGS.read_text("utf-8")))


def heading(key: str, row: list[str]) -> Heading:
    """A row of the table: Vietnamese, English, and older spellings of both in turn."""
    vi, en, *old = row
    former: dict[Lang, tuple[str, ...]] = {"vi": tuple(old[::2]), "en": tuple(old[1::2])}
    return Heading(tuple(key.split()), {"vi": vi, "en": en}, former)


@kept
def headings_of(cls: type[Record]) -> tuple[Heading, ...]:
    """The parts of a kind of record, in the order they are written."""
    parts = tables()["parts"]
    rows = {**parts.get(cls.kind, {}), **parts["every"]}
    return tuple(heading(key, row) for key, row in rows.items())


def labels_of(cls: type) -> tuple[Heading, ...]:
    """The labels below an entry, in the order they are written."""
    return tuple(shape.heading for shape in at_place(cls, "label") if shape.heading)


@kept
def shapes_of(cls: type) -> dict[str, Shape]:
    """The fields of a dataclass, in order, and where each stands."""
    hints = get_type_hints(cls, include_extras=True)
    of_record = issubclass(cls, Record)
    shapes: dict[str, Shape] = {}
    for item in fields(cls):
        if hints[item.name] is Mark or (of_record and item.name == "id"):
            continue
        written = shape(item.name, hints[item.name], item)
        before = list(shapes.values())
        place = record_place(cls, written) if of_record else entry_place(cls, written, before)
        row = heading_of(cls, item.name) if place in ("part", "label") else None
        of = written.of and replace(written.of, place=place)
        shapes[item.name] = replace(written, place=place, heading=row, of=of)
    return shapes


def record_place(cls: type[Record], written: Shape) -> Place:
    """Where a field of a record stands."""
    if written.name == "title":
        return "title"
    if written.name in GROUNDS and issubclass(cls, Grounded):
        return "bracket"
    if not written.wordy:
        return "front"
    if any(written.name in part.fields for part in headings_of(cls)):
        return "part"
    return "sections" if written.entry and issubclass(written.entry, Headed) else "lead"


def entry_place(cls: type, written: Shape, before: list[Shape]) -> Place:
    """Where a field of an entry stands: its first text is its words."""
    if written.name == "id":
        return "id"
    if written.form == "flag":
        return "box"
    if written.manner.bold:
        return "bold"
    if not written.wordy:
        return "bracket"
    if all(other.place != "main" for other in before):
        return "main"
    return "more" if issubclass(cls, Headed) else "label"


def shape(name: str, hint: Any, item: Field[Any] | None = None) -> Shape:
    """A type hint -> how it is written. Raises TypeError for a hint that no rule knows."""
    required = item is None or (item.default is MISSING and item.default_factory is MISSING)
    origin, args = get_origin(hint), get_args(hint)
    said = args[1] if origin is Annotated else None
    if origin is UnionType or (origin is not None and type(None) in args):
        inner = shape(name, next(arg for arg in args if arg is not type(None)), item)
        return replace(inner, required=False)
    if isinstance(said, Manner):
        return Shape(name, "text", required=required, manner=said)
    if isinstance(said, Chosen):
        chosen = firm().choices(said.of)
        return Shape(name, "choice", choices=chosen, ref=said.of, required=required)
    if said:
        return Shape(name, "ref", ref=said, required=required)
    if origin is Literal:
        return Shape(name, "choice", choices=args, required=required)
    if origin is tuple:
        inner = shape(name, args[0])
        least = item.metadata.get("least", 0) if item else 0
        return Shape(name, "list", of=inner, entry=inner.entry, required=required, least=least)
    if hint in FORMS:
        return Shape(name, FORMS[hint], required=required)
    if isinstance(hint, type) and is_dataclass(hint):
        return Shape(name, "entry", entry=hint, required=required)
    raise TypeError(f"no rule says how {hint} is written")


def heading_of(cls: type, name: str) -> Heading:
    """The heading or the label that a field stands below. Raises ValueError where none is known."""
    if issubclass(cls, Record):
        return next(row for row in headings_of(cls) if name in row.fields)
    if name not in tables()["labels"]:
        raise ValueError(f"{HEADINGS.name} has no label for {name} of {cls.__name__}")
    return heading(name, tables()["labels"][name])


@kept
def by_place(cls: type) -> dict[Place, list[Shape]]:
    """The fields of a dataclass, by where they stand."""
    places: dict[Place, list[Shape]] = {}
    for shape in shapes_of(cls).values():
        places.setdefault(shape.place, []).append(shape)
    return places


def at_place(cls: type, place: Place) -> Sequence[Shape]:
    """The fields of a dataclass that stand in one place."""
    return by_place(cls).get(place, ())


def main_of(cls: type) -> Shape:
    """The field that holds the words of an entry."""
    return at_place(cls, "main")[0]
