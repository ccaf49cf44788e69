"""The dataclasses of `macros.model`, read as the places that their fields have in a file.

And how a field is written, in words: what messages call it, and the cure where it is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

import yaml

from macros.model import KINDS, Cite, Headed, Lang, Mark, Record, Ref, Text, Words
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
NAMED = ("into", "who", "deputy", "was")
"""Fields that a bracket names: `[who: leader]`."""
HEADINGS = Path(__file__).parent.parent / "headings.yml"
FORMS: dict[Any, Form] = {
    Text: "text", Words: "words", Cite: "cite", str: "string", int: "number", date: "date",
    bool: "flag",
}  # fmt: skip

PLACES: dict[Place, tuple[str, str]] = {
    "title": ("the title", "Start the body with `# ` and the title"),
    "lead": ("what stands below the title", "Write it there, before the first `## `"),
    "sections": ("a `## … ^id` heading", "Add `## ` with its words and `^id`"),
    "bold": ("what stands in bold", "Start the entry with it, between `**` and `**`"),
    "main": ("the text", "Write it"),
    "more": ("what stands below the heading", "Write it there"),
    "id": ("its id", "Write `^ID` behind its words, with an id of your own"),
}
"""What a field is called that has no name in a file, and how it is written."""
VALUES = {"date": "the day you read it, year-month-day", "number": "a number of days"}


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
    manner: tuple[str, ...] = ()
    """For `text`: `bold`, with `slots`, or `prose`, which has several paragraphs."""
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

    def called(self, words: str, lang: Lang) -> bool:
        """Whether it is called so, or was before."""
        return words.rstrip(": ") in (self.words[lang], *self.old[lang])


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
        first = all(other.place != "main" for other in shapes.values())
        place = record_place(cls, written) if of_record else entry_place(cls, written, first)
        row = heading_of(cls, item.name) if place in ("part", "label") else None
        of = written.of and replace(written.of, place=place)
        shapes[item.name] = replace(written, place=place, heading=row, of=of)
    return shapes


def record_place(cls: type[Record], written: Shape) -> Place:
    """Where a field of a record stands."""
    if written.name == "title":
        return "title"
    if not written.wordy:
        return "bracket" if written.name in GROUNDS else "front"
    if any(written.name in part.fields for part in headings_of(cls)):
        return "part"
    return "sections" if written.entry and issubclass(written.entry, Headed) else "lead"


def entry_place(cls: type, written: Shape, first: bool) -> Place:
    """Where a field of an entry stands: its first text is its words."""
    if written.name == "id":
        return "id"
    if not written.wordy:
        return "box" if written.form == "flag" else "bracket"
    if "bold" in written.manner or first:
        return "bold" if "bold" in written.manner else "main"
    return "more" if issubclass(cls, Headed) else "label"


def shape(name: str, hint: Any, item: Field[Any] | None = None) -> Shape:
    """A type hint -> how it is written. Raises TypeError for a hint that no rule knows."""
    required = item is None or (item.default is MISSING and item.default_factory is MISSING)
    origin, args = get_origin(hint), get_args(hint)
    if origin is UnionType or (origin is not None and type(None) in args):
        inner = shape(name, next(arg for arg in args if arg is not type(None)), item)
        return replace(inner, required=False)
    if origin is Annotated and args[0] is Text:
        return Shape(name, "text", required=required, manner=args[1:])
    if origin is Annotated and args[0] is Ref:
        return Shape(name, "ref", ref=args[1], required=required)
    if origin is Annotated:
        choices = firm().choices(args[1])
        return Shape(name, "choice", choices=choices, ref=args[1], required=required)
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
    """The heading or the label that a field stands below."""
    if issubclass(cls, Record):
        return next(row for row in headings_of(cls) if name in row.fields)
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


def called(shape: Shape, lang: Lang) -> tuple[str, str]:
    """What a field is called in a file of a language, and what is to be done where it lacks."""
    if shape.place == "front":
        return f"`{shape.name}`", f"Add `{shape.name}:` to the front matter, with {value_of(shape)}"
    if shape.place == "bracket":
        return form(shape), f"Write {form(shape)} on the line below its words"
    if shape.heading is None:
        return PLACES[shape.place]
    words = shape.heading.words[lang]
    if shape.place == "label":
        return f"`- {words}:`", f"Add `- {words}: …` below it, indented by two spaces"
    below = "`- ` entries" if shape.form == "list" else "its words"
    return f"`## {words}`", f"Add `## {words}`, with {below} below it"


def form(shape: Shape) -> str:
    """How a field is written in brackets, as a cure; none passes as it is but `[editorial]`."""
    name, shape = shape.name, shape.of or shape
    if name == "cites":
        return "`[KEY:NUMBER]`"
    if name == "origin":
        return "`[editorial]`"
    if shape.form == "ref":
        folder = KINDS[shape.ref].folder if shape.ref in KINDS else "FOLDER"
        return f"`[{folder}/ID]`"
    if shape.form == "string":
        return "`[was: ID]`" if name in NAMED else "`[→ ID]`"
    return f"`[{name}: {' or '.join(shape.choices) or 'KEY:NUMBER'}]`"


def value_of(shape: Shape) -> str:
    """What stands behind a key of the front matter, as a cure."""
    inner = shape.of or shape
    if inner.choices:
        return f"one of: {', '.join(inner.choices)}"
    if inner.ref in KINDS:
        return f"the name of a file in docs/vi/{KINDS[inner.ref].folder}"
    return VALUES.get(inner.form, "a value")
