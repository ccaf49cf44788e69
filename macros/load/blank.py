"""A blank record: both files with everything but the words, for the command `new` and for links that open a new file."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Sequence
from datetime import date
from functools import cache

from macros import model
from macros.load.front import Map, Node, Scalar, Seq
from macros.load.shapes import Shape, is_plain, shapes_of, wordy_fields
from macros.model import KINDS, Grounded, Lang, Source

NUMBERS = ("one", "two", "three")
YEARLY = 365
HALF_YEARLY = 180


@cache
def helps(cls: type) -> dict[str, str]:
    """A dataclass -> the docstring under each of its fields, those of its parents too."""
    parents = [
        base for base in reversed(cls.__mro__[1:]) if base.__module__.startswith(model.__name__)
    ]
    found = {name: text for base in parents for name, text in helps(base).items()}
    body = ast.parse(inspect.getsource(cls)).body[0]
    assert isinstance(body, ast.ClassDef)
    for one, after in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(one, ast.AnnAssign)
            and isinstance(one.target, ast.Name)
            and isinstance(after, ast.Expr)
        ):
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


def blank(
    kind: str,
    name: str,
    lang: Lang,
    today: date,
    passages: int = 0,
    notes: bool = True,
    other: Map | None = None,
) -> str:
    """A kind and an id -> the file of a new record in one language; a source has its number of `passages`, all open.

    `other` is the front matter that the other language has already: every id and every text in it gets its place.
    """
    cls = KINDS[kind]
    given = {
        "reviewed": today.isoformat(),
        "review_every": str(YEARLY if cls is Source else HALF_YEARLY),
    }
    found = Blank(lang, given, tuple(map(str, range(1, passages + 1))), notes).entry(
        cls, like=other
    )
    return "\n".join(["---", *found, "---", "", f'{{{{ {kind}("{name}") }}}}', ""])


class Blank:
    """Writes the required keys of one language, words left empty; `notes` puts each field's help beside it."""

    def __init__(
        self, lang: Lang, given: dict[str, str], passages: Sequence[str], notes: bool
    ) -> None:
        self.lang = lang
        self.given = given
        self.passages = passages
        self.notes = notes

    def entry(
        self, cls: type, name: str = "one", noted: bool = True, like: Node | None = None
    ) -> list[str]:
        """A dataclass -> its lines; a list explains its keys at the first entry alone. `like` is the same in the other language."""
        found: list[str] = []
        known = like.entries if isinstance(like, Map) else {}
        for key, shape in order(cls, self.lang):
            if shape.required or key in known or (key == "cites" and issubclass(cls, Grounded)):
                note = (
                    f"  # {self.help(cls, key, shape)}"
                    if self.notes and noted and key in helps(cls)
                    else ""
                )
                found += self.key(key, shape, note, name, noted, known.get(key))
        return found

    def help(self, cls: type, key: str, shape: Shape) -> str:
        """What a key holds, and how a name is written there."""
        ref = (shape.of or shape).ref
        if key == "cites" and issubclass(cls, Grounded):
            return "such as reputation:5" + (
                ", or write: origin: editorial" if cls.may_be_editorial else ""
            )
        return helps(cls)[key] + (
            f" The name of a file in docs/vi/{KINDS[ref].folder}, without .md."
            if ref in KINDS
            else ""
        )

    def key(
        self, key: str, shape: Shape, note: str, name: str, noted: bool, like: Node | None
    ) -> list[str]:
        """One key and what stands under it."""
        if key == "id":
            return [f"id: {name if not name.isdigit() else chr(34) + name + chr(34)}{note}"]
        if key == "cites":
            return [f"cites: []{note}"]
        if key in self.given:
            return [f"{key}: {self.given[key]}"]
        if key == "state":
            return [f"state: open{note}"]
        if shape.form == "list" and shape.entry:
            there = inside(like)
            names = list(there) or (
                self.passages
                if key == "passages" and self.passages
                else NUMBERS[: max(1, shape.least)]
            )
            entries = [
                self.one_of(shape.entry, one, noted and one == names[0], there.get(one))
                for one in names
            ]
            return [f"{key}:{note}", *(line for lines in entries for line in lines)]
        if (
            shape.form == "entry"
            and shape.entry
            and not (self.lang == "en" and is_plain(shape.entry))
        ):
            return [
                f"{key}:{note}",
                *(f"  {line}" for line in self.entry(shape.entry, noted=noted, like=like)),
            ]
        if shape.form == "choice":
            return [
                f"{key}: {shape.choices[0]}"
                + (f"  # one of: {', '.join(shape.choices)}" if self.notes and noted else "")
            ]
        if shape.form in {"list", "words"}:
            first = shape.of.choices[0] if shape.of and shape.of.choices else '""'
            return [f"{key}: [{', '.join([first] * max(1, shape.least))}]{note}"]
        return [f'{key}: ""{note}']

    def one_of(self, cls: type, name: str, noted: bool, like: Node | None) -> list[str]:
        """One entry of a list."""
        lines = self.entry(cls, name, noted, like)
        if self.lang == "vi":
            return [("    " if at else "  - ") + line for at, line in enumerate(lines)]
        key = f'"{name}"' if name.isdigit() else name
        return (
            [f'  {key}: ""']
            if is_plain(cls) and len(lines) == 1
            else [f"  {key}:", *(f"    {line}" for line in lines)]
        )


def inside(node: Node | None) -> dict[str, Node]:
    """The entries of a list in either language, by id."""
    if isinstance(node, Seq):
        ids = [(item.entries.get("id"), item) for item in node.items if isinstance(item, Map)]
        return {key.value: item for key, item in ids if isinstance(key, Scalar)}
    return dict(node.entries) if isinstance(node, Map) else {}
