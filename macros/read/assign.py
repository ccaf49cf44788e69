"""The body and the front matter of one file -> the fields of its record, in one language.

What stands in no place that a record has is a problem; what is misspelt is read as what it must
be, so that one slip is said once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from macros.model import FOLDERS, KINDS, Boxed, Lang, Mark, Record, Swap
from macros.read.body import SIGNS, Body, Line, Part
from macros.read.front import Front, Setting, closest, guess
from macros.read.ids import slug
from macros.read.reader import Reader
from macros.read.shapes import (
    NAMED,
    Heading,
    Place,
    Shape,
    at_place,
    called,
    form,
    headings_of,
    labels_of,
    main_of,
    shapes_of,
)
from macros.read.span import Span

LABEL_LENGTH = 30
"""Letters before a colon that may be a label."""
APART = "\n\n"
"""Stands between the paragraphs of one text."""
BOXES = ("[ ]", "[x]", "[X]")
BULLET = re.compile(rf"[-–—*{SIGNS}]\s*")
"""Signs that people start an entry with, and Markdown does not know or not without a space."""
NO_BOX = re.compile(r"$|\[[ xX]?\]|[-*+#>|]|\d+[.)] ")
"""How an entry starts of which nobody can say what it was meant to be."""


class Unread(tuple[()]):
    """The type of UNREAD."""


UNREAD: Any = Unread()
"""A field that could not be read: it has been said, so nobody asks for it again."""


@dataclass(frozen=True)
class Branch:
    """A record or an entry: what stands in each of its fields."""

    cls: type[Any]
    at: Mark
    fields: dict[str, Any] = field(default_factory=dict)
    """A Span, a Branch, a tuple of either, or UNREAD, by the field's name."""

    @property
    def id(self) -> str:
        """The id of an entry; empty where it has none."""
        leaf = self.fields.get("id")
        return leaf if isinstance(leaf, Span) else ""

    @property
    def id_at(self) -> Mark:
        """Where the id stands, or else the entry."""
        leaf = self.fields.get("id")
        return leaf.at if isinstance(leaf, Span) else self.at

    def unread(self, *places: Place) -> None:
        """Ask for nothing that lacks in some places; without any, in all but the front matter."""
        for name, shape in shapes_of(self.cls).items():
            wanted = shape.place in places if places else shape.place != "front"
            if wanted and self.fields.get(name, ()) == ():
                self.fields[name] = UNREAD


@dataclass
class Assigner(Reader):
    """Reads one file."""

    lang: Lang

    def record(self, cls: type[Record], front: Front, body: Body, path: str) -> Branch:
        """A whole file."""
        branch = Branch(cls, Mark(path))
        if self.lang == "vi":
            self.front(branch, front)
        elif front.body_line > 1:
            self.report("english-structure", Mark(path), last=front.body_line - 1)
        title, (lead, *parts) = self.titled(cls, body)
        if title is None and not parts and lead.bare:
            self.report("words-missing", front.at)
            branch.unread()
            return branch
        if title:
            self.texts(branch, "title", [title])
        self.lead(branch, lead)
        self.parts(branch, parts)
        if not body.whole:
            branch.unread()
        return branch

    def titled(self, cls: type[Record], body: Body) -> tuple[Line | None, Sequence[Part]]:
        """The title and the parts; the first heading may be a title of another size."""
        lead, *parts = body.parts
        if body.title or not parts or not lead.bare:
            return body.title, body.parts
        line = parts[0].heading
        if line.id or self.part_named(cls, line):
            return None, body.parts
        self.sized(parts[0], line.words, "#")
        return line, parts

    # The front matter

    def front(self, branch: Branch, front: Front) -> None:
        """The front matter: structure, in the Vietnamese file alone."""
        known = {shape.name: shape for shape in at_place(branch.cls, "front")}
        free = {name: shape for name, shape in known.items() if name not in front.settings}
        if front.body_line == 1:
            keys = ", ".join(f"`{name}:`" for name, shape in known.items() if shape.required)
            self.report("front-matter-missing", front.at, keys=keys)
            branch.unread("front")
        for key, setting in front.settings.items():
            at, shape = setting.at, shapes_of(branch.cls).get(key)
            if shape is None:
                hint = guess(key, free, at)
                self.report("unknown-key", at, **hint, key=key, kind=branch.cls.kind, known=known)
                shape = free.get(closest(key, free))
            if shape and shape.place != "front":
                if not setting.unread:
                    self.report("words-in-front", at, key=key, cure=called(shape, "vi")[1])
                branch.fields[key] = UNREAD
            elif shape:
                self.setting(branch, shape, setting)

    def setting(self, branch: Branch, shape: Shape, setting: Setting) -> None:
        """One key of the front matter."""
        several = shape.form == "list"
        nothing = () if several and not shape.required else (Span("", setting.at),)
        values = setting.values or nothing
        branch.fields[shape.name] = UNREAD if setting.unread else values if several else values[0]
        if setting.many and not several and not setting.unread:
            self.report("not-one-value", setting.at, key=shape.name)

    # Headings and what stands below them

    def lead(self, branch: Branch, part: Part) -> None:
        """What stands between the title and the first heading."""
        lines, entries = self.below(branch, at_place(branch.cls, "lead"), part, own=True)
        stray = lines + entries
        for line in stray[:1]:
            names = ", ".join(f"`## {row.words[self.lang]}`" for row in headings_of(branch.cls))
            self.report("words-without-part", line.at, names=names)
        if part.unread or stray:
            branch.unread("lead", "bracket")

    def below(
        self, branch: Branch, shapes: Sequence[Shape], part: Part, own: bool
    ) -> tuple[list[Line], list[Line]]:
        """What stands below a heading, put into fields in their order -> what is left over.

        Brackets and labels there are the `own` ones of the branch, or those of the one entry.
        """
        lines, entries = part.paragraphs, part.entries
        if own:
            self.brackets(branch, part.brackets)
        for shape in shapes:
            if shape.form == "list" and shape.entry:
                branch.fields[shape.name] = self.entries(shape.entry, entries)
                entries = []
            elif shape.form == "words":
                several = [word for line in lines for word in between_commas(line.words)]
                branch.fields[shape.name] = tuple(several)
                for line in lines:
                    if line.id:
                        self.id_surplus(line)
                    self.meaningless(line.brackets)
                lines = []
            else:
                words = main_of(shape.entry) if shape.entry else shape
                count = len(lines) if "prose" in words.manner else 1
                self.field(branch, shape, lines[:count], None if own else part)
                lines = lines[count:]
        if own:
            for line in lines:
                self.brackets(branch, line.brackets)
                if line.id and not line.words:
                    self.id_surplus(line)
            lines = [line for line in lines if line.words]
        elif all(shape.form in ("list", "words") for shape in shapes):
            self.meaningless(part.brackets)
        elif any(shape.form == "entry" for shape in shapes):
            entries = []
        return lines, entries

    def parts(self, branch: Branch, parts: Sequence[Part]) -> None:
        """What stands under headings; a part that is missing while a heading is unknown is that."""
        cls = branch.cls
        sections = next(iter(at_place(cls, "sections")), None)
        named = [self.part_named(cls, part.heading, sections) for part in parts]
        lost = [row for row in headings_of(cls) if all(row is not other for other in named)]
        wanted = {shape.name for shape in at_place(cls, "part") if shape.required}
        lost.sort(key=lambda row: wanted.isdisjoint(row.fields))
        lacking = bool(lost) and not wanted.isdisjoint(lost[0].fields)
        taken: dict[tuple[str, ...], Mark] = {}
        entries: list[Branch] = []
        for part, row in zip(parts, named, strict=True):
            sure = row and row.called(part.heading.words, self.lang)
            if sections and not sure and (part.heading.id or not (row or lacking)):
                entries.append(self.section(sections, part))
                continue
            if row is None:
                self.no_part(cls, part, sections)
            else:
                self.heading(part, row)
            if row and row.fields not in taken:
                taken[row.fields] = part.heading.at
                self.part(branch, row, part)
                continue
            if row:
                first, name = taken[row.fields], row.words[self.lang]
                self.report("part-twice", part.heading.at, name=name, first=first)
            branch.fields.update(dict.fromkeys(lost.pop(0).fields if lost else (), UNREAD))
            if part.brackets or any(line.brackets for line in part.paragraphs):
                branch.unread("bracket")
        if sections and entries:
            branch.fields[sections.name] = tuple(entries)

    def part_named(
        self, cls: type[Record], line: Line, sections: Shape | None = None
    ) -> Heading | None:
        """The part that is called so, or must be meant."""
        rows = headings_of(cls)
        sure = [row for row in rows if row.called(line.words, self.lang)]
        if sure or (sections and line.id):
            return sure[0] if sure else None
        return meant_row(line.words.rstrip(": "), rows)

    def no_part(self, cls: type[Record], part: Part, sections: Shape | None) -> None:
        """A heading that opens nothing that a record has."""
        names = [row.words[self.lang] for row in headings_of(cls)]
        names += ["or `## … ^ID` for an entry"] if sections else []
        what = f"`{'#' * part.size} {part.heading.words}` is no part of a {cls.kind}"
        if not part.said:
            self.report("unknown-part", part.heading.at, what, f"Parts are: {', '.join(names)}")

    def heading(self, part: Part, row: Heading) -> None:
        """The heading of a part: its words, its size, and no id."""
        line, name = part.heading, row.words[self.lang]
        if line.words.rstrip(": ") == name:
            self.sized(part, name)
        elif not part.said:
            once, swap = row.called(line.words, self.lang), Swap(line.at, line.words, name)
            code = "old-heading" if once else "unknown-part"
            self.report(code, line.at, swaps=[swap], sure=once, words=line.words, name=name)
        if line.id:
            self.id_surplus(line)

    def sized(self, part: Part, words: str, wanted: str = "##") -> None:
        """Every heading but the title has two `#`."""
        now, at = "#" * part.size, part.heading.at
        if now != wanted and not part.said:
            swap, new = Swap(at.start, now, wanted), f"{wanted} {words}"
            self.report("heading-size", at, swaps=[swap], sure=True, new=new)

    def part(self, branch: Branch, row: Heading, part: Part) -> None:
        """What stands below a heading, put into its fields."""
        shapes = [shapes_of(branch.cls)[name] for name in row.fields]
        self.held(branch, f"`## {row.words[self.lang]}`", shapes, part, own=False)

    def section(self, sections: Shape, part: Part) -> Branch:
        """A heading that is an entry, and what stands below it."""
        cls, line = sections.entry, part.heading
        assert cls
        self.sized(part, f"{line.words} ^{line.id}" if line.id else line.words)
        branch = Branch(cls, line.at)
        self.texts(branch, main_of(cls).name, [line])
        if self.held(branch, "this heading", at_place(cls, "more"), part, own=True):
            branch.unread()
        return branch

    def held(
        self, branch: Branch, name: str, shapes: Sequence[Shape], part: Part, own: bool
    ) -> bool:
        """What stands below a heading, or lacks -> whether nobody can say what is there."""
        lines, entries = self.below(branch, shapes, part, own)
        self.surplus(name, lines, entries, shapes)
        unread = bool(lines or entries or part.unread)
        empty = [shape for shape in shapes if branch.fields.get(shape.name, ()) == ()]
        wanted = [shape for shape in empty if shape.required]
        if not unread and (wanted or part.bare):
            kinds = ["`- ` entries" if one.form == "list" else "words" for one in wanted or shapes]
            cure = f"Write {' and '.join(dict.fromkeys(kinds))} there"
            cure += "" if wanted else ", or remove the heading"
            self.report("part-lacks", part.heading.at, name=name, cure=cure)
        for shape in empty:
            if wanted or unread or part.bare:
                branch.fields[shape.name] = UNREAD
        return unread or part.bare

    def surplus(
        self, name: str, lines: Sequence[Line], entries: Sequence[Line], shapes: Sequence[Shape]
    ) -> None:
        """What stands below a heading and has no place there."""
        for line in lines[:1]:
            what, cure, swaps, sure = "", "", [], False
            if all(shape.form == "list" for shape in shapes):
                what, cure = f"Words stand outside of the list below {name}", "Write `- ` first"
                if bullet := BULLET.match(line.words):
                    swaps, sure = [Swap(line.at, bullet[0], "- ")], bullet[0][0] in SIGNS
            self.report("paragraph-surplus", line.at, what, cure, swaps, sure, name=name)
        for entry in entries[:1]:
            self.report("list-surplus", entry.at, name=name)

    # Words

    def field(self, branch: Branch, shape: Shape, lines: Sequence[Line], part: Part | None) -> None:
        """Paragraphs, put into a field that is a text or an entry, with all that `part` has."""
        more, brackets = (part.entries, part.brackets) if part else ([], ())
        if shape.form != "entry" or not shape.entry:
            self.texts(branch, shape.name, lines)
            self.brackets(branch, brackets)
        elif places := [held.at for held in (*lines, *more)] + [one.at for one in brackets]:
            inner = Branch(shape.entry, places[0])
            self.texts(inner, main_of(shape.entry).name, lines)
            self.labels(inner, more)
            self.brackets(inner, brackets)
            branch.fields[shape.name] = inner

    def texts(self, branch: Branch, name: str, lines: Sequence[Line]) -> None:
        """One or several paragraphs -> a text, with the id behind it and the brackets below it."""
        words = tuple(line for line in lines if line.words)
        if words:
            branch.fields[name] = Span.joined((line.words for line in words), APART)
        has_id = "id" in shapes_of(branch.cls) and name == main_of(branch.cls).name
        for line in lines:
            if line.id and has_id:
                branch.fields["id"] = line.id
            elif line.id:
                self.id_surplus(line)
            self.brackets(branch, line.brackets)

    def id_surplus(self, line: Line) -> None:
        """An id where nothing has one."""
        swap = Swap(line.id.at, f"^{line.id}", "")
        self.report("id-surplus", line.id.at, swaps=[swap], id=line.id)

    def meaningless(self, brackets: Sequence[Span]) -> None:
        """Brackets where nothing rests on anything; a row of them is said once."""
        for bracket in brackets[:1]:
            self.report("unknown-bracket", bracket.at, bracket=bracket)

    # Entries

    def entries(self, cls: type, entries: Sequence[Line]) -> tuple[Branch, ...]:
        """A list -> its entries."""
        branches: list[Branch] = []
        for entry in entries:
            alone = entry.box is None and not entry.id and not entry.brackets
            if alone and not (entry.words or entry.bold or entry.more or entry.unread):
                self.report("entry-empty", entry.at)
            elif alone and branches and self.label_of(cls, entry.words)[0]:
                self.report("label-apart", entry.at, swaps=[Swap(entry.at.start, "", "  ")])
                self.labels(branches[-1], [entry])
            else:
                branches.append(self.entry(cls, entry))
        return tuple(branches)

    def entry(self, cls: type, entry: Line) -> Branch:
        """One entry: its id, its words, its box, what is said more, and its brackets."""
        branch, bold = Branch(cls, entry.at), entry.bold
        field_in_bold = next(iter(at_place(cls, "bold")), None)
        if bold and field_in_bold:
            branch.fields[field_in_bold.name] = bold
        elif bold:
            self.thin(bold, bold)
            entry = replace(entry, words=Span.joined([bold, entry.words]))
        self.texts(branch, main_of(cls).name, [entry])
        self.box(branch, entry)
        self.labels(branch, entry.more)
        if entry.unread:
            branch.unread()
        return branch

    def thin(self, bold: Span, wanted: str) -> None:
        """Bold words that are to be plain."""
        swap = Swap(bold.at.start, f"**{bold}**", bold)
        cure = f"Write `{wanted}` without `**`"
        self.report("bold", bold.at, cure=cure, swaps=[swap], sure=True, words=bold)

    def box(self, branch: Branch, entry: Line) -> None:
        """The box of an entry, and what an `x` in it means."""
        flag = next(iter(at_place(branch.cls, "box")), None)
        at, box = branch.at, entry.box or ""
        ticked = "x" in box.lower()[:4]
        sign = "[x]" if ticked and flag else "[ ]"
        if ticked and flag:
            branch.fields[flag.name] = Span("true", at)
        if not issubclass(branch.cls, Boxed):
            if entry.box is not None:
                self.box_surplus(at, box)
        elif entry.box is None:
            swaps, cure = [Swap(entry.start, "", f"{sign} ")], ""
            if NO_BOX.match(entry.words):
                swaps, cure = [], f"Write `- {sign} ` and the words"
            self.report("box-missing", at, "", cure, swaps, sure=True, sign=sign)
            branch.unread("box")
        elif box not in BOXES or (ticked and flag is None):
            whole = box.endswith("]")
            old, new = (box, sign) if whole else (box.partition("]")[0] + "]", f"{sign} ")
            swap, sure = Swap(at.start, old, new), whole and box not in BOXES
            self.report("box-open", at, swaps=[swap], sure=sure, box=box, sign=sign)

    def box_surplus(self, at: Mark, box: str) -> None:
        """A box where none belongs."""
        self.report("box-surplus", at, swaps=[Swap(at.start, f"{box} ", "")])

    def label_of(self, cls: type, words: str) -> tuple[Heading | None, str, int]:
        """The label that some words start with, how it is written, and where its words start."""
        before, colon, rest = words.partition(":")
        name = before.strip("* ")
        start = len(words) - len(rest.lstrip("* "))
        if not colon or len(name) > LABEL_LENGTH:
            return None, name, start
        own = [row for row in labels_of(cls) if row.words[self.lang] == name]
        return own[0] if own else meant_row(name, labels_of(cls)), name, start

    def labels(self, branch: Branch, entries: Sequence[Line]) -> None:
        """The list below an entry: `Label: words`."""
        for line in entries:
            words, bold = line.words, line.bold
            if bold:
                words = Span.joined([bold.part(0, len(bold.rstrip(":"))), words], ": ")
            at = words.at
            row, name, start = self.label_of(branch.cls, words)
            if row is None:
                names = [f"`{other.words[self.lang]}: `" for other in labels_of(branch.cls)]
                cure = f"Start it with {' or '.join(names)}" if names else "Write it as an entry"
                self.report("label-missing", at, cure=cure)
                branch.unread("label")
                continue
            wanted = row.words[self.lang]
            for inner in line.more:
                self.report("list-too-deep", inner.at)
            if bold:
                self.thin(bold, f"{wanted}:")
            elif name != wanted:
                swap = Swap(at, name, wanted)
                self.report("label-unknown", at, swaps=[swap], name=name, wanted=wanted)
            if line.box is not None:
                self.box_surplus(at, line.box)
            shape = shapes_of(branch.cls)[row.fields[0]]
            self.label(branch, shape, words.part(start).moved(at), line)

    def label(self, branch: Branch, shape: Shape, words: Span, line: Line) -> None:
        """The words behind the label of a line."""
        if shape.name in branch.fields:
            self.report("label-twice", line.at)
            return
        several = tuple(between_commas(words))
        branch.fields[shape.name] = several if shape.form == "words" else words
        if line.unread or not several:
            branch.fields[shape.name] = UNREAD
            if not line.unread:
                self.report("empty", line.at)
        if line.id:
            self.id_surplus(line)
        self.brackets(branch, line.brackets)

    # Brackets

    def brackets(self, branch: Branch, brackets: Sequence[Span]) -> None:
        """What words rest on and where they lead, put into fields."""
        shapes = {shape.name: shape for shape in at_place(branch.cls, "bracket")}
        if self.lang == "en":
            for bracket in brackets[:1]:
                gone = [Swap(other.at, f"[{other}]", "") for other in brackets]
                self.report("english-bracket", bracket.at, swaps=gone, bracket=bracket)
            return
        for bracket in brackets:
            name, value = field_of(bracket, shapes)
            held = branch.fields.get(name, ())
            if name not in shapes:
                meant = meant_by(bracket, shapes)
                known = meant or ", ".join(map(form, shapes.values()))
                cure = f"Write {known}" if known else ""
                swaps = [Swap(bracket.at, f"[{bracket}]", meant.strip("`"))] if meant else []
                self.report("unknown-bracket", bracket.at, "", cure, swaps, bracket=bracket)
                branch.unread("bracket")
            elif shapes[name].form == "list":
                words = Span(value, bracket.at)
                several = between_commas(words) if name in NAMED else []
                branch.fields[name] = (*held, *(several or [words]))
            elif held != ():
                self.report("bracket-twice", bracket.at, bracket=bracket)
            else:
                branch.fields[name] = Span(value, bracket.at)


def meant_row(words: str, rows: Sequence[Heading]) -> Heading | None:
    """The heading or label that somebody must mean, in either language."""
    table = {name: row for row in rows for name in row.words.values()}
    folded = {slug(name): row for name, row in table.items()}
    return table.get(words) or folded.get(slug(words)) or table.get(closest(words, table))


def meant_by(text: str, shapes: dict[str, Shape]) -> str:
    """What must stand in place of brackets that mean nothing; empty where nobody knows."""
    if "origin" in shapes and closest(text.lower(), ["editorial"]):
        return "`[editorial]`"
    name, colon, rest = text.partition(":")
    for shape in (shape for shape in shapes.values() if shape.name in NAMED):
        if text in shape.choices or (colon and closest(name, [shape.name])):
            return f"`[{shape.name}: {rest.strip() or text}]`"
    return ""


def field_of(text: str, shapes: dict[str, Shape]) -> tuple[str, str]:
    """What stands in brackets -> the field it belongs to, empty for none, and its value."""
    if text == "editorial":
        return "origin", text
    if text.startswith(("→", "->")):
        strings = (shape.name for shape in shapes.values() if shape.form == "string")
        leads = next((name for name in strings if name not in NAMED), "")
        return leads, text.lstrip("→->").strip()
    name, colon, rest = text.partition(":")
    if colon:
        cited = "cites" in shapes and rest.strip().isdigit()
        return (name, rest.strip()) if name in NAMED and not cited else ("cites", text)
    folder, slash, _ = text.partition("/")
    cls = FOLDERS.get(folder) or KINDS.get(folder) or FOLDERS.get(closest(folder, FOLDERS))
    if not slash or cls is None:
        return "", text
    refs = {(shape.of or shape).ref: shape.name for shape in shapes.values()}
    return refs.get(cls.kind) or refs.get("any", ""), text


def between_commas(words: Span) -> list[Span]:
    """What stands between the commas of some words, each said to stand where they do."""
    return [part.moved(words.at) for part in words.parts(r"[^,\s](?:[^,]*[^,\s])?")]
