"""How a field is written, in words: what messages call it, and the cure where it is missing."""

from __future__ import annotations

from collections.abc import Iterable

from macros.model import KINDS, Lang
from macros.read.body import NAMED
from macros.read.shapes import Place, Shape

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


def missing(name: str) -> str:
    """That something is missing, as a sentence."""
    return f"{name[0].upper()}{name[1:]} is missing"


def below(shapes: Iterable[Shape]) -> str:
    """What has to stand below a heading, as a cure."""
    kinds = ["`- ` entries" if shape.form == "list" else "words" for shape in shapes]
    return f"Write {' and '.join(dict.fromkeys(kinds))} there"


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
