"""The dataclasses of `macros.model`, read as the shapes their fields take in YAML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from macros.model import Cite, Mark, Ref, Text, Words

Form = Literal[
    "text", "words", "string", "number", "date", "flag", "choice", "ref", "cite", "entry", "list"
]


@dataclass(frozen=True)
class Shape:
    """How one field is written."""

    form: Form
    choices: tuple[str, ...] = ()
    """For `choice`: what may be written."""
    ref: str = ""
    """For `ref`: the kind of record it names."""
    entry: type | None = None
    """For `entry`, and for a `list` of entries: their dataclass."""
    of: Shape | None = None
    """For `list`: the shape of what it holds."""
    required: bool = True
    least: int = 0
    """For `list`: the fewest entries allowed."""

    @property
    def wordy(self) -> bool:
        """Whether any of it is written in both languages."""
        if self.form in ("text", "words"):
            return True
        return self.entry is not None and any(
            shape.wordy for shape in shapes_of(self.entry).values()
        )


@cache
def shapes_of(cls: type) -> dict[str, Shape]:
    """The fields of a dataclass as they are written, in order; `id` of a record is its file's name and not among them."""
    hints = get_type_hints(cls, include_extras=True)
    found = {}
    for item in fields(cls):
        if hints[item.name] in (Mark, Mark | None) or (
            item.name == "id" and hasattr(cls, "folder")
        ):
            continue
        required = item.default is MISSING and item.default_factory is MISSING
        found[item.name] = shape(hints[item.name], required, int(item.metadata.get("least", 0)))
    return found


def shape(hint: Any, required: bool = True, least: int = 0) -> Shape:
    """A type hint -> how it is written. Raises TypeError for a hint no rule knows: a fault in `macros.model`."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is UnionType or (origin is not None and type(None) in args):
        return shape(next(arg for arg in args if arg is not type(None)), required=False)
    if origin is Annotated:
        return Shape("ref", ref=args[1], required=required)
    if origin is Literal:
        return Shape("choice", choices=args, required=required)
    if origin is tuple:
        inner = shape(args[0])
        return Shape("list", of=inner, entry=inner.entry, required=required, least=least)
    simple: dict[Any, Form] = {
        Text: "text",
        Words: "words",
        Cite: "cite",
        str: "string",
        int: "number",
        date: "date",
        bool: "flag",
    }
    if hint in simple:
        return Shape(simple[hint], required=required)
    if isinstance(hint, type) and is_dataclass(hint) and hint is not Ref:
        return Shape("entry", entry=hint, required=required)
    raise TypeError(f"no rule says how {hint} is written")


def wordy_fields(cls: type) -> dict[str, Shape]:
    """The fields of a dataclass that the English file has too."""
    return {name: shape for name, shape in shapes_of(cls).items() if shape.wordy}


def is_plain(cls: type) -> bool:
    """Whether an entry needs one text and no more: its English may then be that text alone, without its key."""
    return [shape.form for shape in wordy_fields(cls).values() if shape.required] == ["text"]


def nested(cls: type) -> Iterator[type]:
    """A dataclass and every dataclass inside it."""
    yield cls
    for item in shapes_of(cls).values():
        if item.entry:
            yield from nested(item.entry)
