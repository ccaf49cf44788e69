"""A tree that holds both languages -> one record, with every problem found on the way.

A value that cannot be read becomes `BAD` and is reported once; the reading goes on, so that one
run shows all problems.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from macros.model import FOLDERS, KINDS, Cite, Grounded, Mark, Problem, Record, Ref, Text, Words
from macros.read.assign import UNREAD, Branch, Leaf, forms
from macros.read.front import closest, did_you_mean
from macros.read.ids import SLUG, slug
from macros.read.pair import Pair
from macros.read.shapes import Shape, headings_of, labels_of, shapes_of

BAD: Any = object()
CITE = re.compile(r"([a-z0-9-]+)\s*:\s*([1-9][0-9]*)")
MARKUP = re.compile(
    r"\{[{%#]|<|\*\*|(?<!\w)[*_](?=\w)|`|~~|!?\[[^\[\]]*\]\(|&(?:#\w+|\w+);|\\(?!\w)"
    r"|^\||^#+(?!\d)"
)
"""What Markdown, HTML or a macro would make something of."""
BULLET = re.compile(r"[•▪◦‣●]")
"""Signs of a list that Markdown does not know; a text of several paragraphs may hold one."""
SLOT = re.compile(r"\[[^\[\]]*\]|[\[\]]")
FILLER = re.compile(r"[\s.…?_-]*")
"""What stands in a text that nobody has written yet."""
WANTED = {
    "title": ("The title is missing", "Start the body with `# ` and the title"),
    "lead": ("Nothing stands below the title", "Write it there, before the first `## `"),
    "sections": ("A heading with an id is missing", "Add `## ` with its words and `^id`"),
    "bold": ("Nothing stands in bold", "Start the entry with it, between `**` and `**`"),
    "main": ("This has no words", "Write them"),
    "more": ("Something is missing below this heading", "Write it there"),
    "id": ("This has no id", "Write `^ID` behind its words, with an id of your own"),
}
"""What is said of a field that is missing, and its cure, by its place."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
VALUES = {"date": "the day you read it, year-month-day", "number": "a number of days"}


class Decoder:
    """Reads one record; `problems` and `names` fill as it goes."""

    def __init__(self, record: type[Record]) -> None:
        self.kind = record
        self.problems: list[Problem] = []
        self.names: list[Ref | Cite] = []
        """Every record and passage it names: they are checked even where it cannot be made."""

    def report(self, code: str, at: Mark, what: str, cure: str) -> Any:
        """Note a problem and return the mark of a value that could not be read."""
        self.problems.append(Problem(code, at, what, cure))
        return BAD

    def record(self, tree: Branch, name: str) -> Record | None:
        """A whole record, or None where a problem keeps it from being made."""
        values = self.values(tree)
        return None if values is BAD else self.kind(id=name, **values)

    def values(self, tree: Branch) -> Any:
        """A branch -> the values of its dataclass by field name, or BAD."""
        values: dict[str, Any] = {}
        for name, shape in shapes_of(tree.cls).items():
            node = tree.fields.get(name)
            if node is UNREAD:
                values[name] = BAD
            elif node is not None and node != ():
                values[name] = self.value(shape, node, tree)
            elif shape.required:
                values[name] = self.missing(tree, shape)
        if self.ungrounded(tree, values) or any(value is BAD for value in values.values()):
            return BAD
        if "at" in tree.cls.__dataclass_fields__:  # type: ignore[attr-defined]  # always one
            values["at"] = tree.at
        return values

    def ungrounded(self, tree: Branch, values: dict[str, Any]) -> bool:
        """Whether nothing, or too much, says where a statement comes from."""
        cls = tree.cls
        if not issubclass(cls, Grounded):
            return False
        grounds = [name for name in ("cites", "origin") if values.get(name) not in (None, ())]
        if len(grounds) == 1 or BAD in [values.get("cites"), values.get("origin")]:
            return False
        if grounds:
            what = "This both cites a passage and calls itself editorial"
            self.report("two-origins", tree.fields["origin"].at, what, "Keep one of the two")
            return True
        where = "below the title" if issubclass(cls, Record) else "on the line below its words"
        cure = f"Write `[KEY:NUMBER]` {where}, with the document's key and the passage it is in"
        if cls.may_be_editorial:
            cure += ", or, where no document says it, `[editorial]`"
        title = tree.fields.get("title")
        at = title.vi.at if isinstance(title, Pair) else tree.at
        self.report("no-origin", at, "Nothing says where this comes from", cure)
        return True

    def missing(self, tree: Branch, shape: Shape) -> Any:
        """A field that must be there and is not."""
        what, cure = self.wanted(tree, shape)
        return self.report("missing", tree.at, what, cure)

    def wanted(self, tree: Branch, shape: Shape) -> tuple[str, str]:
        """What is said of a field that is missing in the Vietnamese file, and how it is written."""
        if shape.place == "front":
            cure = f"Add `{shape.name}:` to the front matter, with {value_of(shape)}"
            return f"`{shape.name}` is missing", cure
        if shape.place == "part":
            row = next(row for row in headings_of(self.kind) if shape.name in row.fields)
            below = "`- ` entries" if shape.form == "list" else "its words"
            name = f"`## {row.words['vi']}`"
            return f"{name} is missing", f"Add {name}, with {below} below it"
        if shape.place == "label":
            row = next(row for row in labels_of(tree.cls) if shape.name in row.fields)
            name = f"`- {row.words['vi']}:"
            return f"{name}` is missing", f"Add {name} …` below it, indented by two spaces"
        if shape.place == "bracket":
            written = forms({shape.name: shape})[0]
            return f"{written} is missing", f"Write {written} on the line below its words"
        return WANTED[shape.place]

    def value(self, shape: Shape, node: Any, tree: Branch) -> Any:
        """One field -> its value, or BAD."""
        if shape.form == "text":
            return self.pair(shape, node)
        if shape.form == "words":
            sides = [[self.text(leaf, shape) for leaf in side] for side in node]
            return BAD if BAD in sides[0] + sides[1] else Words(tuple(sides[0]), tuple(sides[1]))
        if shape.form == "entry":
            return self.entry(node)
        if shape.form == "list":
            return self.many(shape, node, tree)
        return self.scalar(shape, node, tree)

    def entry(self, node: Branch) -> Any:
        """One entry -> its dataclass, or BAD."""
        values = self.values(node)
        return BAD if values is BAD else node.cls(**values)

    def many(self, shape: Shape, node: Sequence[Any], tree: Branch) -> Any:
        """A list -> a tuple, or BAD."""
        assert shape.of is not None
        if len(node) < shape.least:
            name = self.wanted(tree, shape)[0].removesuffix(" is missing")
            what = (
                f"{name} needs at least {shape.least}"
                if name.startswith("`")
                else (f"At least {shape.least} have to stand here")
            )
            return self.report("too-few", node[-1].at, what, "Add what is missing")
        if shape.entry:
            values = [self.entry(branch) for branch in node]
        else:
            values = [self.scalar(shape.of, leaf, tree) for leaf in node]
        return BAD if BAD in values else tuple(values)

    def pair(self, shape: Shape, node: Pair) -> Any:
        """A text in both languages."""
        vi, en = self.side(shape, node.vi), self.side(shape, node.en)
        if BAD in (vi, en):
            return BAD
        return Text(vi, en or "", node.vi.at, node.en.at if node.en else None)

    def side(self, shape: Shape, leaf: Any) -> Any:
        """A text in one language; None where it has none."""
        if leaf is UNREAD:
            return BAD
        return self.text(leaf, shape) if leaf else None

    def text(self, leaf: Leaf, shape: Shape) -> Any:
        """Words as they are printed: there, and without markup."""
        value = leaf.value
        if FILLER.fullmatch(value):
            return self.report("empty", leaf.place(0), "No words stand here", "Write them")
        if mark := MARKUP.search(value) or (None if shape.prose else BULLET.match(value)):
            cure = "Texts are plain words: leave markup out"
            name = "A backtick" if mark[0] == "`" else f"`{mark[0]}`"
            return self.report("markup", leaf.place(mark.start()), f"{name} stands in a text", cure)
        for slot in SLOT.finditer(value):
            if not shape.slots or len(slot[0]) == 1:
                cure = "Leave brackets out: sources and links stand on the line below the words"
                at = leaf.place(slot.start())
                return self.report("brackets-in-text", at, f"`{slot[0]}` stands in a text", cure)
        return value

    def scalar(self, shape: Shape, leaf: Leaf, tree: Branch) -> Any:
        """A single value of structure -> its Python value, or BAD."""
        value = leaf.value.strip()
        readers = {
            "choice": self.choice,
            "cite": self.cite,
            "ref": self.ref,
            "number": self.number,
            "date": self.date,
        }
        if not value:
            _, cure = self.wanted(tree, shape)
            return self.report("empty", leaf.at, f"`{shape.name}` is empty", cure)
        if shape.form in readers:
            return readers[shape.form](shape, value, leaf.at)
        if shape.form == "flag" and value in ("true", "false"):
            return value == "true"
        if shape.form == "flag":
            cure = "Write `true`, or take the line away"
            return self.report("not-a-choice", leaf.at, f"`{value}` is no {shape.name}", cure)
        if not SLUG.fullmatch(value):
            cure = f"Write `{slug(value)}`" if slug(value) else "Use a to z, digits and hyphens"
            return self.report("not-an-id", leaf.at, f"`{value}` is no id", cure)
        return value

    def choice(self, shape: Shape, value: str, at: Mark) -> Any:
        """One of a few words."""
        if value in shape.choices:
            return value
        hint = did_you_mean(value, shape.choices) or f"One of: {', '.join(shape.choices)}"
        return self.report("not-a-choice", at, f"`{value}` is no {shape.name}", hint)

    def cite(self, _shape: Shape, value: str, at: Mark) -> Any:
        """A passage of a document."""
        if match := CITE.fullmatch(value):
            self.names.append(Cite(match[1], match[2], at))
            return self.names[-1]
        cure = "Write the document's key, `:` and a number"
        if "," in value:
            cure = "Give each passage brackets of its own"
        return self.report("not-a-passage", at, f"`{value}` is no passage", cure)

    def ref(self, shape: Shape, value: str, at: Mark) -> Any:
        """The id of another record: alone in the front matter, behind its folder in brackets."""
        folder, slash, name = value.rpartition("/")
        cls = FOLDERS.get(folder)
        if slash and cls is None:
            meant = KINDS.get(folder) or FOLDERS.get(closest(folder, FOLDERS))
            known = f"Folders are: {', '.join(FOLDERS)}"
            cure = f"Write `{meant.folder}/{name}`" if meant else known
            return self.report("unknown-folder", at, f"`{folder}` is no folder of records", cure)
        wrong = cls is not None and shape.ref not in ("any", cls.kind)
        if wrong or not SLUG.fullmatch(name):
            cure = (
                f"Write the name of a file in docs/vi/{KINDS[shape.ref].folder}, without `.md`"
                if (shape.ref in KINDS)
                else "Write a folder, `/` and the name of a file in it, without `.md`"
            )
            return self.report("not-an-id", at, f"`{value}` is no id", cure)
        self.names.append(Ref(cls.kind if cls else shape.ref, name, at))
        return self.names[-1]

    def number(self, shape: Shape, value: str, at: Mark) -> Any:
        """A whole number above zero."""
        if re.fullmatch(r"[1-9][0-9]{0,4}", value):
            return int(value)
        what, cure = f"`{value}` is no whole number above zero", f"Write `{shape.name}: 180`, say"
        return self.report("not-a-number", at, what, cure)

    def date(self, _shape: Shape, value: str, at: Mark) -> Any:
        """A day."""
        try:
            day = DAY.fullmatch(value) and date.fromisoformat(value)
        except ValueError:
            day = None
        if not day:
            return self.report("not-a-date", at, f"`{value}` is no date", dated(value))
        return day


def value_of(shape: Shape) -> str:
    """What stands behind a key of the front matter, as a cure."""
    inner = shape.of or shape
    if inner.choices:
        return f"one of: {', '.join(inner.choices)}"
    if inner.ref in KINDS:
        return f"the name of a file in docs/vi/{KINDS[inner.ref].folder}"
    return VALUES.get(inner.form, "a value")


def dated(value: str) -> str:
    """How to write a day that was written in another way: in Vietnam the day stands first."""
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value):
        day = f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
        with contextlib.suppress(ValueError):
            return f"Write `{date.fromisoformat(day)}`"
    return "Write year-month-day, as `YYYY-MM-DD`"
