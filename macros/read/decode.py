"""The fields of a record in both languages -> the record, with every problem found on the way.

A value that cannot be read becomes `BAD` and is reported once; the reading goes on, so that one
run shows all problems.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from macros import model
from macros.model import FOLDERS, KINDS, Cite, Grounded, Mark, Ref, Swap, Text, Words
from macros.read.assign import UNREAD, Branch
from macros.read.front import closest, guess
from macros.read.ids import SLUG, no_id, slug
from macros.read.pair import Pairing
from macros.read.reader import BAD, instead
from macros.read.shapes import Shape, called, shapes_of
from macros.read.span import Span
from macros.read.text import unfit

CITE = re.compile(r"([a-z0-9-]+)\s*:\s*([1-9][0-9]*)")
MARKUP = re.compile(
    r"(?=[{<*_`~!\[&\\|#])"  # every other letter costs no more than this
    r"(?:\{[{%#]|<|\*\*|(?<!\w)[*_](?=\w)|`|~~|!?\[[^\[\]]*\]\(|&(?:#\w+|\w+);|\\(?!\w)"
    r"|^\||^#+(?!\d))"
)
"""What Markdown, HTML or a macro would make something of."""
PIECE = re.compile(
    r"\*\*([^*]+)\*\*|\*([^*]+)\*|_([^_]+)_|~~([^~]+)~~|`([^`]+)`"
    r"|!?\[([^\[\]]*)\]\([^()]*\)|<\w[^<>]*>([^<>]+)</\w+>|<[^<>]*>"
)
"""Markup that is opened and closed, and the words in it."""
BULLET = re.compile(r"[•▪◦‣●]")
"""Signs of a list that Markdown does not know; a text of several paragraphs may hold one."""
SLOT = re.compile(r"\[[^\[\]]*\]|[\[\]]")
FILLER = re.compile(r"[\s.…?_-]*")
"""What stands in a text that nobody has written yet."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAY_FIRST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
NUMBER = re.compile(r"[1-9][0-9]{0,4}")
FLAGS = {"true": True, "false": False}
PRINTED = ("Answered", "Consent", "Forbidden", "Item", "Scene", "Section", "Slot", "Taught", "Term")
OWN = re.compile(
    r"(?!Slot)\w+ (?:main|top|answers|best|better|next-message|passages|phrase-run|poor|record|p\d+"
    r"|run-(?:label|notes)|.+-(?:title|questions))|Section (?:ask|key)-.+"
    r"|Slot call-(?:client|me)"
)
"""What is printed with its own id, and the ids that pages have besides; a run keeps what people
call each other beside the words for its slots."""


@dataclass
class Decoder(Pairing):
    """Reads one record."""

    names: list[Ref | Cite] = field(default_factory=list)
    """Whatever it names by an id: that is checked even where it cannot be made."""

    def made(self, vi: Branch, en: Branch | None, slip: bool = False, **known: str) -> Any:
        """A record or an entry -> its dataclass, or BAD; with `slip` a Vietnamese box is wrong."""
        values: dict[str, Any] = dict(known)
        for name, shape in shapes_of(vi.cls).items():
            mine, other = vi.fields.get(name), en.fields.get(name) if en else None
            if en and mine is not UNREAD and other is not UNREAD:
                self.compared(shape, vi, en, slip)
            nothing = (None, (), "") if shape.form == "text" else (None, ())
            if mine is UNREAD:
                values[name] = BAD
            elif mine not in nothing or (other and shape.form == "words"):
                values[name] = self.value(shape, mine, other, vi.cls.__name__)
            elif shape.required:
                lacking, cure = called(shape, "vi")
                lacking = lacking[0].upper() + lacking[1:]
                values[name] = self.report("missing", vi.at, cure=cure, name=lacking)
        if self.ungrounded(vi, values) or any(value is BAD for value in values.values()):
            return BAD
        return vi.cls(**values, at=vi.at)

    def compared(self, shape: Shape, vi: Branch, en: Branch, slip: bool) -> None:
        """A field that one language has and the other has not."""
        mine, other = vi.fields.get(shape.name), en.fields.get(shape.name)
        if bool(mine) == bool(other) or shape.place in ("front", "id", "bracket"):
            return
        if shape.place == "box":
            at, ticked = (vi.at, other) if slip else (en.at, mine)
            now, new = ("[ ]", "[x]") if ticked else ("[x]", "[ ]")
            self.report("box-differs", at, **instead(at.start, now, new, "Write `- {}`"))
            return
        first: Any = mine or other
        at = (first[0] if isinstance(first, tuple) else first).at
        name, cure = called(shape, "en")
        if mine and (shape.required or shape.form != "words"):
            cure = f"{cure} (Vietnamese: line {at.line})"
            self.report("english-missing", en.at, cure=cure, name=name)
        elif other and not shape.required and shape.form != "words":
            self.report("english-surplus", at, name=name)

    def ungrounded(self, tree: Branch, values: dict[str, Any]) -> bool:
        """Whether nothing, or too much, says where a statement comes from."""
        cls = tree.cls
        if not issubclass(cls, Grounded):
            return False
        grounds = [name for name in ("cites", "origin") if values.get(name) not in (None, ())]
        if len(grounds) == 1 or BAD in [values.get("cites"), values.get("origin")]:
            return False
        if grounds:
            self.report("two-origins", tree.fields["origin"].at)
            return True
        at = (tree.fields.get("title") or tree).at
        editorial = ", or, where no document says it, `[editorial]`"
        self.report("no-origin", at, editorial=editorial if cls.may_be_editorial else "")
        return True

    def value(self, shape: Shape, vi: Any, en: Any, of: str) -> Any:
        """What stands in one field in each language, and in which class -> its value, or BAD."""
        if shape.form == "entry":
            return self.made(vi, en)
        if shape.form == "list":
            return self.many(shape, vi, en, of)
        if shape.form == "text":
            said: list[Any] = [self.text(leaf, shape) for leaf in (vi, en)]
            there = en.at if en else model.NOWHERE
            return BAD if BAD in said else Text(said[0], said[1], vi.at, there)
        if shape.form == "words":
            sides = [tuple(self.text(leaf, shape) for leaf in side or ()) for side in (vi, en)]
            return BAD if any(BAD in side for side in sides) else Words(*sides)
        return self.scalar(shape, vi, of)

    def many(self, shape: Shape, vi: Any, en: Any, of: str) -> Any:
        """A list -> a tuple, or BAD."""
        if shape.entry:
            slip = ticked(vi) != 1 == ticked(en or ())
            values = [self.made(item, other, slip) for item, other in self.pairs(vi, en)]
        else:
            values = [self.scalar(shape.of or shape, leaf, of) for leaf in vi]
        if len(vi) < shape.least:
            return self.report("too-few", vi[-1].at, least=shape.least)
        return BAD if BAD in values else tuple(values)

    def text(self, leaf: Any, shape: Shape) -> Any:
        """Words of one language as they are printed: there, and without markup."""
        if leaf is UNREAD:
            return BAD
        value: Any = str(leaf or "")
        if not value:
            return value
        if FILLER.fullmatch(value):
            return self.report("empty", leaf.mark(0))
        if mark := MARKUP.search(value) or ("prose" not in shape.manner and BULLET.match(value)):
            return self.markup(leaf, mark)
        if faults := unfit(leaf):
            self.problems += faults
            return BAD
        for slot in SLOT.finditer(value):
            if "slots" not in shape.manner or len(slot[0]) == 1:
                at, words = leaf.mark(slot.start()), slot[0].strip("[]")
                swaps = [] if FILLER.fullmatch(words) and words else [Swap(at, slot[0], words)]
                self.report("brackets-in-text", at, swaps=swaps, bracket=slot[0])
                value = BAD
        return value

    def markup(self, leaf: Span, mark: re.Match[str] | None) -> Any:
        """Everything in a text that is no plain word, each with the words that are left of it."""
        while mark:
            at, name, end, swaps = leaf.mark(mark.start()), mark[0], mark.end(), []
            if piece := PIECE.match(leaf, mark.start()):
                name, end = piece[0], piece.end()
                around = leaf[max(mark.start() - 1, 0) : mark.start()] + leaf[end : end + 1]
                gap = " " if len(around.strip()) == 2 else ""
                words = next((words for words in piece.groups() if words is not None), gap)
                swaps = [Swap(at, name, words)]
            cure = f"Write `{swaps[0].new}`" if swaps and swaps[0].new.strip() else ""
            name = "A backtick" if name.startswith("`") else f"`{name}`"
            self.report("markup", at, "", cure, swaps, sure=mark[0][0] in "*~", name=name)
            mark = MARKUP.search(leaf, end) if piece else None
        return BAD

    def scalar(self, shape: Shape, leaf: Span, of: str) -> Any:
        """A single value of structure -> its Python value, or BAD."""
        value, at = leaf.strip(), leaf.at
        if not value:
            return self.report("empty", at, cure=called(shape, "vi")[1])
        match shape.form:
            case "cite":
                return self.cite(value, at)
            case "ref":
                return self.ref(shape, value, at)
            case "date":
                return self.day(value, at)
            case "flag" if value in FLAGS:
                return FLAGS[value]
            case "choice" if value in shape.choices:
                self.names += [Ref(shape.ref, value, at)] if shape.ref else []
                return value
            case "choice" | "flag":
                choices = shape.choices or tuple(FLAGS)
                more = {"value": value, "name": shape.name, "choices": choices}
                return self.report("not-a-choice", at, **guess(value, choices, at), **more)
            case "number" if NUMBER.fullmatch(value):
                return int(value)
            case "number":
                return self.report("not-a-number", at, value=value, name=shape.name)
        return self.name(value, at, of)

    def name(self, value: str, at: Mark, of: str) -> Any:
        """An id of an entry, which may be printed."""
        if of in PRINTED and OWN.fullmatch(f"{of} {value}"):
            return self.report("taken-id", at, id=value)
        if SLUG.fullmatch(value):
            return value
        more = instead(at, value, slug(value))
        return self.report("not-an-id", at, no_id(value), **more)

    def day(self, value: str, at: Mark) -> Any:
        """A day; in Vietnam it is written before its month."""
        written = DAY_FIRST.sub(lambda day: f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}", value)
        day = None
        with contextlib.suppress(ValueError):
            day = date.fromisoformat(written) if DAY.fullmatch(written) else None
        if day and written == value:
            return day
        more = instead(at, value, written) if day else {}
        return self.report("not-a-date", at, **more, value=value)

    def cite(self, value: str, at: Mark) -> Any:
        """A passage of a document."""
        if match := CITE.fullmatch(value):
            self.names.append(Cite(match[1], match[2], at))
            return self.names[-1]
        key, _, _ = value.partition(":")
        parts = (part.strip() for part in value.split(","))
        names = [part if ":" in part else f"{key}:{part}" for part in parts]
        whole = "," in value and all(CITE.fullmatch(name) for name in names)
        more = instead(at, value, "] [".join(names), "Write `[{}]`") if whole else {}
        return self.report("not-a-passage", at, **more, value=value)

    def ref(self, shape: Shape, value: str, at: Mark) -> Any:
        """The id of another record: alone in the front matter, behind its folder in brackets."""
        folder, slash, name = value.rpartition("/")
        cls = FOLDERS.get(folder)
        if slash and cls is None:
            meant = KINDS.get(folder) or FOLDERS.get(closest(folder, FOLDERS))
            more = instead(at, value, f"{meant.folder}/{name}") if meant else {}
            return self.report("unknown-folder", at, **more, folder=folder, known=FOLDERS)
        wrong = cls is not None and shape.ref not in ("any", cls.kind)
        if wrong or not SLUG.fullmatch(name):
            folder = f"docs/vi/{KINDS[shape.ref].folder}" if shape.ref in KINDS else "FOLDER"
            cure = f"Write the name of a file in {folder}, without `.md`"
            return self.report("not-an-id", at, f"`{value}` is no id", cure)
        self.names.append(Ref(cls.kind if cls else shape.ref, name, at))
        return self.names[-1]


def ticked(entries: Sequence[Branch]) -> int:
    """How many are ticked in a list of which one is to be chosen, where it is one."""
    return sum(bool(entry.fields.get(name)) for entry in entries for name in ("best", "taken"))
