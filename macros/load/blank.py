"""A blank record: both files with everything but the words, for the command `new` and for links that open a new file."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Sequence
from datetime import date
from functools import cache

from macros import model
from macros.load.shapes import Shape, is_plain, shapes_of, wordy_fields
from macros.model import KINDS, Grounded, Lang, Source

NUMBERS = ("one", "two", "three")
YEARLY = 365
HALF_YEARLY = 180


@cache
def helps(cls: type) -> dict[str, str]:
    """A dataclass -> the docstring under each of its fields, those of its parents too."""
    parents = [base for base in reversed(cls.__mro__[1:]) if base.__module__.startswith(model.__name__)]
    found = {name: text for base in parents for name, text in helps(base).items()}
    body = ast.parse(inspect.getsource(cls)).body[0]
    assert isinstance(body, ast.ClassDef)
    for one, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and isinstance(after, ast.Expr):
            found[one.target.id] = inspect.cleandoc(ast.literal_eval(after.value))
    return found


def order(cls: type, lang: Lang) -> list[tuple[str, Shape]]:
    """The keys of an entry in the order they are written: its id first, and where it comes from before a record's lists."""
    shapes = shapes_of(cls) if lang == "vi" else wordy_fields(cls)
    grounds = [name for name in ("cites", "origin") if name in shapes and issubclass(cls, Grounded)]
    names = [name for name in shapes if name not in grounds]
    names.sort(key=lambda name: name != "id")
    at = names.index("aliases") + 1 if "aliases" in names else len(names)
    return [(name, shapes[name]) for name in names[:at] + grounds + names[at:]]


def blank(kind: str, name: str, lang: Lang, today: date, passages: int = 0, notes: bool = True) -> str:
    """A kind and an id -> the file of a new record in one language; a source has its number of `passages`, all open."""
    cls = KINDS[kind]
    given = {
        "reviewed": today.isoformat(),
        "review_every": str(YEARLY if cls is Source else HALF_YEARLY),
        "cites": "[]  # such as reputation:5, or write: origin: editorial",
    }
    found = Blank(lang, given, tuple(map(str, range(1, passages + 1))), notes).entry(cls)
    return "\n".join(["---", *found, "---", "", f'{{{{ {kind}("{name}") }}}}', ""])


class Blank:
    """Writes the required keys of one language, words left empty; `notes` puts each field's help beside it."""

    def __init__(self, lang: Lang, given: dict[str, str], passages: Sequence[str], notes: bool) -> None:
        self.lang = lang
        self.given = given
        self.passages = passages
        self.notes = notes

    def entry(self, cls: type, name: str = "one", noted: bool = True) -> list[str]:
        """A dataclass -> its lines; a list explains its keys at the first entry alone."""
        found: list[str] = []
        for key, shape in order(cls, self.lang):
            if shape.required or (key == "cites" and issubclass(cls, Grounded)):
                found += self.key(key, shape, f"  # {helps(cls)[key]}" if self.notes and noted and key in helps(cls) else "", name, noted)
        return found

    def key(self, key: str, shape: Shape, note: str, name: str, noted: bool) -> list[str]:
        """One key and what stands under it."""
        if key == "id":
            return [f"id: {name if not name.isdigit() else chr(34) + name + chr(34)}{note}"]
        if key in self.given:
            value = self.given[key]
            return [f"{key}: {value if self.notes and noted else value.partition('  #')[0]}"]
        if key == "state":
            return [f"state: open{note}"]
        if shape.form == "list" and shape.entry:
            names = self.passages if key == "passages" and self.passages else NUMBERS[: max(1, shape.least)]
            return [f"{key}:{note}", *(line for number in names for line in self.one_of(shape.entry, number, noted and number == names[0]))]
        if shape.form == "entry" and shape.entry and not (self.lang == "en" and is_plain(shape.entry)):
            return [f"{key}:{note}", *(f"  {line}" for line in self.entry(shape.entry, noted=noted))]
        if shape.form == "choice":
            return [f"{key}: {shape.choices[0]}" + (f"  # one of: {', '.join(shape.choices)}" if self.notes and noted else "")]
        if shape.form in {"list", "words"}:
            first = shape.of.choices[0] if shape.of and shape.of.choices else '""'
            return [f"{key}: [{', '.join([first] * max(1, shape.least))}]{note}"]
        return [f'{key}: ""{note}']

    def one_of(self, cls: type, name: str, noted: bool) -> list[str]:
        """One entry of a list."""
        inside = self.entry(cls, name, noted)
        if self.lang == "vi":
            return [("    " if at else "  - ") + line for at, line in enumerate(inside)]
        key = f'"{name}"' if name.isdigit() else name
        return [f'  {key}: ""'] if is_plain(cls) else [f"  {key}:", *(f"    {line}" for line in inside)]
