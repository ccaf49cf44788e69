"""The fields of a record in both languages -> the record, with every problem found on the way.

A value that cannot be read becomes `BAD` and is reported once; the reading goes on, so that one
run shows all problems.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from macros.model import (
    FOLDERS,
    KINDS,
    NOWHERE,
    Cite,
    Grounded,
    Mark,
    Placed,
    Record,
    Ref,
    Swap,
    Text,
    Words,
)
from macros.read.assign import UNREAD, Branch
from macros.read.front import closest, did_you_mean
from macros.read.ids import SLUG, no_id, slug
from macros.read.pair import Pairing, chosen
from macros.read.reader import BAD
from macros.read.shapes import Shape, shapes_of
from macros.read.span import Span
from macros.read.text import unfit
from macros.read.told import called, missing

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
        """A record, of which the id is known, or an entry -> its dataclass, or BAD.

        Without any English its texts are not asked for; with `slip` a box that differs is wrong in
        Vietnamese.
        """
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
                what, cure = called(shape, "vi")
                values[name] = self.report("missing", vi.at, missing(what), cure)
        if self.ungrounded(vi, values) or any(value is BAD for value in values.values()):
            return BAD
        return vi.cls(**values, **({"at": vi.at} if issubclass(vi.cls, Placed) else {}))

    def compared(self, shape: Shape, vi: Branch, en: Branch, slip: bool) -> None:
        """A field that one language has and the other has not."""
        mine, other = vi.fields.get(shape.name), en.fields.get(shape.name)
        if bool(mine) == bool(other) or shape.place in ("front", "id", "bracket"):
            return
        if shape.place == "box":
            wrong, right = ("[ ]", "[x]") if bool(mine) != slip else ("[x]", "[ ]")
            where, at = ("English", vi.at) if slip else ("Vietnamese", en.at)
            what = f"`- {wrong}` stands here, and another box in {where}"
            swap = Swap(at.start, wrong, right)
            self.report("box-differs", at, what, f"Write `- {right}`", swap)
        elif mine and (shape.required or shape.form != "words"):
            at = (mine[0] if isinstance(mine, tuple) else mine).at
            what = f"The English of {called(shape, 'vi')[0]} is missing"
            cure = f"{called(shape, 'en')[1]} (Vietnamese: line {at.line})"
            self.report("english-missing", en.at, what, cure)
        elif other and not shape.required and shape.form != "words":
            at = (other[0] if isinstance(other, tuple) else other).at
            what = f"Only the English file has {called(shape, 'en')[0]}"
            cure = "Add it to the Vietnamese file, or remove it here"
            self.report("english-surplus", at, what, cure)

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
        at = (tree.fields.get("title") or tree).at
        self.report("no-origin", at, "Nothing says where this comes from", cure)
        return True

    def value(self, shape: Shape, vi: Any, en: Any, of: str) -> Any:
        """What stands in one field in each language, and in which class -> its value, or BAD."""
        if shape.form == "entry":
            return self.made(vi, en)
        if shape.form == "list":
            return self.many(shape, vi, en, of)
        if shape.form == "text":
            said: list[Any] = [self.text(leaf, shape) for leaf in (vi, en)]
            return BAD if BAD in said else Text(said[0], said[1], vi.at, en.at if en else NOWHERE)
        if shape.form == "words":
            sides = [tuple(self.text(leaf, shape) for leaf in side or ()) for side in (vi, en)]
            return BAD if any(BAD in side for side in sides) else Words(*sides)
        return self.scalar(shape, vi, of)

    def many(self, shape: Shape, vi: Any, en: Any, of: str) -> Any:
        """A list -> a tuple, or BAD."""
        if shape.entry:
            slip = chosen(vi) != 1 == chosen(en or ())
            values = [self.made(item, other, slip) for item, other in self.pairs(vi, en)]
        else:
            values = [self.scalar(shape.of or shape, leaf, of) for leaf in vi]
        if len(vi) < shape.least:
            name, what = called(shape, "vi")[0], f"At least {shape.least} have to stand here"
            what = f"{name} needs at least {shape.least}" if name.startswith("`") else what
            return self.report("too-few", vi[-1].at, what, "Add what is missing")
        return BAD if BAD in values else tuple(values)

    def text(self, leaf: Any, shape: Shape) -> Any:
        """Words of one language as they are printed: there, and without markup."""
        if leaf is UNREAD:
            return BAD
        value: Any = str(leaf or "")
        if not value:
            return value
        if FILLER.fullmatch(value):
            return self.report("empty", leaf.mark(0), "No words stand here", "Write them")
        if mark := MARKUP.search(value) or (None if shape.manner.prose else BULLET.match(value)):
            return self.markup(leaf, mark)
        if faults := unfit(leaf):
            self.problems += faults
            return BAD
        for slot in SLOT.finditer(value):
            if not shape.manner.slots or len(slot[0]) == 1:
                cure = "Leave brackets out: sources and links stand on the line below the words"
                at, what = leaf.mark(slot.start()), f"`{slot[0]}` stands in a text"
                words = slot[0].strip("[]")
                swaps = [] if FILLER.fullmatch(words) and words else [Swap(at, slot[0], words)]
                self.report("brackets-in-text", at, what, cure, *swaps)
                value = BAD
        return value

    def markup(self, leaf: Span, mark: re.Match[str] | None) -> Any:
        """Everything in a text that is no plain word, each with the words that are left of it."""
        while mark:
            at, name, end = leaf.mark(mark.start()), mark[0], len(leaf)
            cure, swaps = "Texts are plain words: leave markup out", []
            if piece := PIECE.match(leaf, mark.start()):
                name, end = piece[0], piece.end()
                around = leaf[max(mark.start() - 1, 0) : mark.start()] + leaf[end : end + 1]
                gap = " " if len(around.strip()) == 2 else ""
                words = next((words for words in piece.groups() if words is not None), gap)
                cure = f"Texts are plain words: write `{words}`" if words.strip() else cure
                swaps = [Swap(at, name, words)]
            name = "A backtick" if name.startswith("`") else f"`{name}`"
            self.report(
                "markup", at, f"{name} stands in a text", cure, *swaps, sure=mark[0][0] in "*~"
            )
            mark = MARKUP.search(leaf, end) if end < len(leaf) else None
        return BAD

    def scalar(self, shape: Shape, leaf: Span, of: str) -> Any:
        """A single value of structure -> its Python value, or BAD."""
        value, at = leaf.strip(), leaf.at
        if not value:
            cure = called(shape, "vi")[1]
            return self.report("empty", at, f"`{shape.name}` is empty", cure)
        match shape.form:
            case "cite":
                return self.cite(value, at)
            case "ref":
                return self.ref(shape, value, at)
            case "date":
                return day_of(value) or self.no_day(value, at)
            case "flag" if value in FLAGS:
                return FLAGS[value]
            case "choice" if value in shape.choices:
                self.names += [Ref(shape.ref, value, at)] if shape.ref else []
                return value
            case "choice" | "flag":
                choices = shape.choices or tuple(FLAGS)
                close = closest(value, choices)
                cure = did_you_mean(value, choices) or f"One of: {', '.join(choices)}"
                swaps = [Swap(at, value, close)] if close else []
                what = f"`{value}` is no {shape.name}"
                return self.report("not-a-choice", at, what, cure, *swaps)
            case "number" if NUMBER.fullmatch(value):
                return int(value)
            case "number":
                what = f"`{value}` is no whole number above zero"
                return self.report("not-a-number", at, what, f"Write `{shape.name}: 180`, say")
        return self.name(value, at, of)

    def name(self, value: str, at: Mark, of: str) -> Any:
        """An id of an entry, which may be printed."""
        if of in PRINTED and OWN.fullmatch(f"{of} {value}"):
            what, cure = f"The page has an id `{value}` of its own", f"Write another: `{value}-2`"
            return self.report("taken-id", at, what, cure)
        if SLUG.fullmatch(value):
            return value
        name, cure = slug(value), "Use a to z, digits and hyphens"
        swaps = [Swap(at, value, name)] if name else []
        cure = f"Write `{name}`" if name else cure
        return self.report("not-an-id", at, no_id(value), cure, *swaps)

    def no_day(self, value: str, at: Mark) -> Any:
        """A day in another form; in Vietnam the day stands first."""
        what, day = f"`{value}` is no date", None
        if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value):
            day = day_of(f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}")
        if day:
            return self.report("not-a-date", at, what, f"Write `{day}`", Swap(at, value, str(day)))
        return self.report("not-a-date", at, what, "Write year-month-day, as `YYYY-MM-DD`")

    def cite(self, value: str, at: Mark) -> Any:
        """A passage of a document."""
        if match := CITE.fullmatch(value):
            self.names.append(Cite(match[1], match[2], at))
            return self.names[-1]
        cure = "Write the document's key, `:` and a number"
        swaps = []
        if "," in value:
            cure = "Give each passage brackets of its own"
            key, first = value.partition(":")[0], value.split(",")[0]
            names = [first, *(part.strip() for part in value.split(",")[1:])]
            names = [name if ":" in name else f"{key}:{name}" for name in names]
            if all(CITE.fullmatch(name) for name in names):
                cure += f": `[{'] ['.join(names)}]`"
                swaps = [Swap(at, value, "] [".join(names))]
        return self.report("not-a-passage", at, f"`{value}` is no passage", cure, *swaps)

    def ref(self, shape: Shape, value: str, at: Mark) -> Any:
        """The id of another record: alone in the front matter, behind its folder in brackets."""
        folder, slash, name = value.rpartition("/")
        cls = FOLDERS.get(folder)
        if slash and cls is None:
            meant = KINDS.get(folder) or FOLDERS.get(closest(folder, FOLDERS))
            known = f"Folders are: {', '.join(FOLDERS)}"
            cure = f"Write `{meant.folder}/{name}`" if meant else known
            swaps = [Swap(at, value, f"{meant.folder}/{name}")] if meant else []
            what = f"`{folder}` is no folder of records"
            return self.report("unknown-folder", at, what, cure, *swaps)
        wrong = cls is not None and shape.ref not in ("any", cls.kind)
        if wrong or not SLUG.fullmatch(name):
            cure = "Write a folder, `/` and the name of a file in it, without `.md`"
            if shape.ref in KINDS:
                folder = KINDS[shape.ref].folder
                cure = f"Write the name of a file in docs/vi/{folder}, without `.md`"
            return self.report("not-an-id", at, f"`{value}` is no id", cure)
        self.names.append(Ref(cls.kind if cls else shape.ref, name, at))
        return self.names[-1]


def day_of(value: str) -> date | None:
    """A day as it is written, if it is one."""
    with contextlib.suppress(ValueError):
        return date.fromisoformat(value) if DAY.fullmatch(value) else None
    return None
