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
from macros.read.body import NAMED, SIGNS, Body, Line, Part
from macros.read.front import Front, Setting, closest, did_you_mean
from macros.read.ids import slug
from macros.read.reader import Reader
from macros.read.shapes import (
    Heading,
    Place,
    Shape,
    at_place,
    headings_of,
    labels_of,
    main_of,
    shapes_of,
)
from macros.read.span import Span
from macros.read.text import FIX
from macros.read.told import below, form

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
            what = f"Front matter stands in English (to line {front.body_line - 1})"
            cure = "Remove it: structure stands in the Vietnamese file alone"
            self.report("english-structure", Mark(path), what, cure)
        title, (lead, *parts) = self.titled(cls, body)
        if title is None and not parts and lead.bare:
            cure = "Write them below the front matter, as the other records do"
            self.report("words-missing", front.at, "This record has no words", cure)
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
        if line.id or self.part_named(cls, line)[0]:
            return None, body.parts
        if not parts[0].said:
            cure, swap = f"Write `# {line.words}`", Swap(line.at.start, "#" * parts[0].size, "#")
            self.report("heading-size", line.at, "A title has one `#`", cure, swap, sure=True)
        return line, parts

    # The front matter

    def front(self, branch: Branch, front: Front) -> None:
        """The front matter: structure, in the Vietnamese file alone."""
        known = {shape.name: shape for shape in at_place(branch.cls, "front")}
        free = {name: shape for name, shape in known.items() if name not in front.settings}
        if front.body_line == 1:
            keys = ", ".join(f"`{name}:`" for name, shape in known.items() if shape.required)
            cure = f"Start the file with `---`, {keys} and `---`, each on its line"
            self.report("front-matter-missing", front.at, "The front matter is missing", cure)
            branch.unread("front")
        for key, setting in front.settings.items():
            shape = shapes_of(branch.cls).get(key)
            if shape is None:
                what, meant = f"`{key}` is no key of a {branch.cls.kind}", closest(key, free)
                cure = did_you_mean(key, known) or f"Keys are: {', '.join(known)}"
                swaps = [Swap(setting.at, key, meant)] if meant else []
                self.report("unknown-key", setting.at, what, cure, *swaps)
                shape = free.get(meant)
            elif shape.place != "front":
                what, cure = f"`{key}` holds words", "Write them below the front matter"
                if shape.place == "bracket":
                    what = f"`{key}` stands in the front matter"
                    cure = f"Write {form(shape)} below the title instead"
                if not setting.unread:
                    self.report("words-in-front", setting.at, what, cure)
                branch.fields[key] = UNREAD
                continue
            if shape:
                self.setting(branch, shape, setting)

    def setting(self, branch: Branch, shape: Shape, setting: Setting) -> None:
        """One key of the front matter."""
        several = shape.form == "list"
        nothing = () if several and not shape.required else (Span("", setting.at),)
        values = setting.values or nothing
        branch.fields[shape.name] = UNREAD if setting.unread else values if several else values[0]
        if setting.many and not several and not setting.unread:
            what = f"`{shape.name}` takes one value, not a list"
            self.report("not-one-value", setting.at, what, "Write it without brackets")

    # Headings and what stands below them

    def lead(self, branch: Branch, part: Part) -> None:
        """What stands between the title and the first heading."""
        lines, entries = self.below(branch, at_place(branch.cls, "lead"), part)
        stray = lines + entries
        for line in stray[:1]:
            names = ", ".join(f"`## {row.words[self.lang]}`" for row in headings_of(branch.cls))
            what, cure = "These words stand in no part", f"Put them below their heading: {names}"
            self.report("words-without-part", line.at, what, cure)
        if part.unread or stray:
            branch.unread("lead", "bracket")

    def below(
        self, branch: Branch, shapes: Sequence[Shape], part: Part
    ) -> tuple[list[Line], list[Line]]:
        """What stands below the heading of a branch -> the words and the entries left over."""
        self.brackets(branch, part.brackets)
        lines, entries = self.spread(branch, shapes, part)
        for line in lines:
            self.brackets(branch, line.brackets)
            if line.id and not line.words:
                self.id_surplus(line)
        return [line for line in lines if line.words], entries

    def spread(
        self,
        branch: Branch,
        shapes: Sequence[Shape],
        part: Part,
        labels: Sequence[Line] = (),
        brackets: Sequence[Span] = (),
    ) -> tuple[list[Line], list[Line]]:
        """What stands below a heading, put into fields in their order -> what is left over."""
        lines, entries = part.paragraphs, part.entries
        for shape in shapes:
            if shape.form == "list" and shape.entry:
                branch.fields[shape.name] = self.entries(shape.entry, entries)
                entries = []
            elif shape.form == "words":
                branch.fields[shape.name] = tuple(
                    word for line in lines for word in between_commas(line.words)
                )
                self.bare(lines)
                lines = []
            else:
                count = len(lines) if several(shape) else 1
                self.field(branch, shape, lines[:count], labels, brackets)
                lines = lines[count:]
        return lines, entries

    def parts(self, branch: Branch, parts: Sequence[Part]) -> None:
        """What stands under headings; a part that is missing while a heading is unknown is that."""
        cls = branch.cls
        sections = next(iter(at_place(cls, "sections")), None)
        named = [self.part_named(cls, part.heading, sections) for part in parts]
        lost = [row for row in headings_of(cls) if all(row is not other for other, _ in named)]
        wanted = {shape.name for shape in at_place(cls, "part") if shape.required}
        lost.sort(key=lambda row: wanted.isdisjoint(row.fields))
        lacking = bool(lost) and not wanted.isdisjoint(lost[0].fields)
        taken: dict[tuple[str, ...], Mark] = {}
        entries: list[Branch] = []
        for part, (row, sure) in zip(parts, named, strict=True):
            if sections and sure == "meant" and (part.heading.id or not (row or lacking)):
                entries.append(self.section(sections, part))
                continue
            if row is None:
                self.no_part(cls, part, sections)
            else:
                self.heading(part, row, sure)
            if row and row.fields not in taken:
                taken[row.fields] = part.heading.at
                self.part(branch, row, part)
                continue
            if row:
                what = f"`## {row.words[self.lang]}` stands twice"
                what += f" (first on line {taken[row.fields].line})"
                self.report("part-twice", part.heading.at, what, "Join the two")
            branch.fields.update(dict.fromkeys(lost.pop(0).fields if lost else (), UNREAD))
            if part.brackets or any(line.brackets for line in part.paragraphs):
                branch.unread("bracket")
        if sections and entries:
            branch.fields[sections.name] = tuple(entries)

    def part_named(
        self, cls: type[Record], line: Line, sections: Shape | None = None
    ) -> tuple[Heading | None, str]:
        """The part of that name, and how sure it is: `now`, `once` (an older name) or `meant`."""
        words, rows = line.words.rstrip(": "), headings_of(cls)
        for row in rows:
            if words == row.words[self.lang]:
                return row, "now"
            if words in row.old[self.lang]:
                return row, "once"
        return None if sections and line.id else meant_row(words, rows), "meant"

    def no_part(self, cls: type[Record], part: Part, sections: Shape | None) -> None:
        """A heading that opens nothing that a record has."""
        names = ", ".join(row.words[self.lang] for row in headings_of(cls))
        what = f"`## {part.heading.words}` is no part of a {cls.kind}"
        cure = f"Parts are: {names}"
        if part.size == 1:
            what, cure = "A second title stands here", "Keep one; a part starts with `## `"
        elif sections:
            what = f"`## {part.heading.words}` is no part, and has no id"
            cure += "; what is an entry itself ends in `^id`"
        if not part.said:
            self.report("unknown-part", part.heading.at, what, cure)

    def heading(self, part: Part, row: Heading, sure: str) -> None:
        """The heading of a part: its words, its size, and no id."""
        line, name = part.heading, row.words[self.lang]
        swap = Swap(line.at, line.words, name)
        if sure == "once":
            what, cure = f"`## {line.words}` is called `{name}` now", f"Write `## {name}`: {FIX}"
            self.report("old-heading", line.at, what, cure, swap, sure=True)
        elif sure == "meant" and not part.said:
            what, cure = f"`## {line.words}` is no part", f"Write `## {name}`"
            self.report("unknown-part", line.at, what, cure, swap)
        else:
            self.sized(part, name)
        if line.id:
            self.id_surplus(line)

    def sized(self, part: Part, words: str) -> None:
        """Every heading but the title has two `#`."""
        if part.size != 2 and not part.said:
            at, cure = part.heading.at, f"Write `## {words}`"
            swap, what = Swap(at.start, "#" * part.size, "##"), "The heading of a part has two `#`"
            self.report("heading-size", at, what, cure, swap, sure=True)

    def part(self, branch: Branch, row: Heading, part: Part) -> None:
        """What stands below a heading, put into its fields."""
        shapes = [shapes_of(branch.cls)[name] for name in row.fields]
        one = any(shape.form == "entry" for shape in shapes)
        labels = part.entries if one else ()
        lines, entries = self.spread(branch, shapes, part, labels, part.brackets)
        if all(shape.form in ("list", "words") for shape in shapes):
            self.meaningless(part.brackets)
        name = f"`## {row.words[self.lang]}`"
        unread = self.surplus(name, lines, [] if one else entries, shapes) or part.unread
        self.lacking(branch, name, shapes, part, unread)

    def lacking(
        self, branch: Branch, name: str, shapes: Sequence[Shape], part: Part, unread: bool
    ) -> None:
        """A heading below which something does not stand that has to."""
        empty = [shape for shape in shapes if branch.fields.get(shape.name, ()) == ()]
        wanted = [shape for shape in empty if shape.required]
        if part.bare and not unread:
            cure = below(shapes) + ("" if wanted else ", or remove the heading")
            self.report("part-empty", part.heading.at, f"Nothing stands below {name}", cure)
        elif wanted and not unread:
            what = f"{name[0].upper()}{name[1:]} is not whole"
            self.report("part-lacks", part.heading.at, what, below(wanted))
        for shape in empty:
            if wanted or unread or part.bare:
                branch.fields[shape.name] = UNREAD

    def section(self, sections: Shape, part: Part) -> Branch:
        """A heading that is an entry, and what stands below it."""
        cls, line = sections.entry, part.heading
        assert cls
        self.sized(part, f"{line.words} ^{line.id}" if line.id else line.words)
        branch = Branch(cls, line.at)
        self.texts(branch, main_of(cls).name, [line])
        shapes = at_place(cls, "more")
        lines, entries = self.below(branch, shapes, part)
        unread = self.surplus("This heading", lines, entries, shapes) or part.unread
        self.lacking(branch, "this heading", shapes, part, unread)
        if part.bare or unread:
            branch.unread()
        return branch

    def surplus(
        self, where: str, lines: Sequence[Line], entries: Sequence[Line], shapes: Sequence[Shape]
    ) -> bool:
        """Whether something stands below a heading that has no place there."""
        texts = [shape for shape in shapes if shape.form != "list"]
        for line in lines[:1]:
            what, cure = f"{where} has a paragraph too many", "Join it to the one above"
            swaps, sure = [], False
            if not texts:
                what, cure = f"{where} has words outside of its list", "Start them with `- `"
                if bullet := BULLET.match(line.words):
                    cure = f"Write `- ` in place of `{bullet[0].strip()}`"
                    swaps = [Swap(line.at, bullet[0], "- ")]
                    sure = bullet[0][0] in SIGNS
            self.report("paragraph-surplus", line.at, what, cure, *swaps, sure=sure)
        if entries:
            what, cure = f"{where} has a list, and takes words alone", "Write it as a paragraph"
            self.report("list-surplus", entries[0].at, what, cure)
        return bool(lines or entries)

    # Words

    def field(
        self,
        branch: Branch,
        shape: Shape,
        lines: Sequence[Line],
        more: Sequence[Line],
        brackets: Sequence[Span],
    ) -> None:
        """Paragraphs, put into a field that is a text or an entry."""
        if shape.form != "entry" or not shape.entry:
            self.texts(branch, shape.name, lines)
            self.brackets(branch, brackets)
        elif lines or more or brackets:
            first = [line.at for line in lines] + [entry.at for entry in more]
            inner = Branch(shape.entry, (first + [bracket.at for bracket in brackets])[0])
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
        what, swap = f"`^{line.id}` stands where no id does", Swap(line.id.at, f"^{line.id}", "")
        self.report("id-surplus", line.id.at, what, "Remove it", swap)

    def bare(self, lines: Sequence[Line]) -> None:
        """Words below which nothing stands."""
        for line in lines:
            if line.id:
                self.id_surplus(line)
            self.meaningless(line.brackets)

    def meaningless(self, brackets: Sequence[Span]) -> None:
        """Brackets where nothing rests on anything; a row of them is said once."""
        for bracket in brackets[:1]:
            what = f"`[{bracket}]` means nothing here"
            cure = "Remove it, or put it on the line below the words that rest on it"
            self.report("unknown-bracket", bracket.at, what, cure)

    # Entries

    def entries(self, cls: type, entries: Sequence[Line]) -> tuple[Branch, ...]:
        """A list -> its entries."""
        branches: list[Branch] = []
        for entry in entries:
            alone = entry.box is None and not entry.id and not entry.brackets
            if alone and not (entry.words or entry.bold or entry.more or entry.unread):
                what, cure = "This entry is empty", "Write it, or remove it"
                self.report("entry-empty", entry.at, what, cure)
            elif alone and branches and self.label_of(cls, entry.words)[0]:
                what, swap = "A label stands apart from its entry", Swap(entry.at.start, "", "  ")
                cure = "Indent it by two spaces, below its entry"
                self.report("label-apart", entry.at, what, cure, swap)
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
            what, cure = f"`**{bold}**` is bold", f"Write `{bold}` without `**`"
            self.report("bold", bold.at, what, cure, thin(bold), sure=True)
            entry = replace(entry, words=Span.joined([bold, entry.words]))
        self.texts(branch, main_of(cls).name, [entry])
        self.box(branch, entry)
        self.labels(branch, entry.more)
        if entry.unread:
            branch.unread()
        return branch

    def box(self, branch: Branch, entry: Line) -> None:
        """The box of an entry, and what an `x` in it means."""
        flag = next(iter(at_place(branch.cls, "box")), None)
        at, box, wanted = branch.at, entry.box, issubclass(branch.cls, Boxed)
        ticked = "x" in (box or "").lower()[:4]
        sign = "[x]" if ticked and flag else "[ ]"
        if box is None:
            if wanted:
                what, cure = "This entry has no box", f"Start it with `- {sign} `"
                swaps = [] if NO_BOX.match(entry.words) else [Swap(entry.start, "", f"{sign} ")]
                cure += f": {FIX}" if swaps else ""
                self.report("box-missing", at, what, cure, *swaps, sure=True)
                branch.unread("box")
        elif not wanted:
            what, cure = "This entry needs no box", "Start it with `- ` alone"
            self.report("box-surplus", at, what, cure, Swap(at.start, f"{box} ", ""))
        elif box not in BOXES:
            what, cure = f"`{box}` is no box", f"Write `- {sign} ` and the words"
            whole = box.endswith("]")
            old, new = (box, sign) if whole else (box.partition("]")[0] + "]", f"{sign} ")
            self.report("box-open", at, what, cure, Swap(at.start, old, new), sure=whole)
        elif ticked and flag is None:
            what, cure = "This box is ticked", "Write `- [ ] `: readers tick it"
            self.report("box-ticked", at, what, cure, Swap(at.start, box, "[ ]"))
        if ticked and flag:
            branch.fields[flag.name] = Span("true", at)

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
                self.no_label(branch, at)
                continue
            wanted = row.words[self.lang]
            for inner in line.more:
                what, cure = "Nothing stands below a label", "Write it behind the label"
                self.report("label-missing", inner.at, what, cure)
            if bold:
                what, cure = f"`**{bold}**` is bold", f"Write `{wanted}:` without `**`"
                self.report("bold", at, what, cure, thin(bold), sure=True)
            elif name != wanted:
                what, cure = f"`{name}:` is no label", f"Write `{wanted}:`"
                self.report("label-unknown", at, what, cure, Swap(at, name, wanted))
            if line.box is not None:
                what, cure = "A label needs no box", f"Start it with `- {wanted}: ` alone"
                swap = Swap(at.start, f"{line.box} ", "")
                self.report("box-surplus", at, what, cure, swap)
            shape = shapes_of(branch.cls)[row.fields[0]]
            self.label(branch, shape, words.part(start).moved(at), line)

    def no_label(self, branch: Branch, at: Mark) -> None:
        """Words below an entry that start with no label of its kind."""
        names = [row.words[self.lang] for row in labels_of(branch.cls)]
        what = "This has no label" if names else "Nothing stands below such an entry"
        starts = " or ".join(f"`{name}: `" for name in names)
        cure = f"Start it with {starts}" if names else "Write it as an entry, or remove it"
        self.report("label-missing", at, what, cure)
        branch.unread("label")

    def label(self, branch: Branch, shape: Shape, words: Span, line: Line) -> None:
        """The words behind the label of a line."""
        if shape.name in branch.fields:
            self.report("label-twice", line.at, "This label stands twice here", "Join the two")
            return
        several = tuple(between_commas(words))
        branch.fields[shape.name] = several if shape.form == "words" else words
        if line.unread or not several:
            branch.fields[shape.name] = UNREAD
            if not line.unread:
                self.report("empty", line.at, "Nothing stands behind this label", "Write the words")
        if line.id:
            self.id_surplus(line)
        self.brackets(branch, line.brackets)

    # Brackets

    def brackets(self, branch: Branch, brackets: Sequence[Span]) -> None:
        """What words rest on and where they lead, put into fields."""
        shapes = {shape.name: shape for shape in at_place(branch.cls, "bracket")}
        if self.lang == "en":
            for bracket in brackets[:1]:
                cure = "Remove the line: brackets stand in the Vietnamese file alone"
                what = f"`[{bracket}]` stands in English"
                gone = (Swap(other.at, f"[{other}]", "") for other in brackets)
                self.report("english-bracket", bracket.at, what, cure, *gone)
            return
        for bracket in brackets:
            name, value = field_of(bracket, shapes)
            held = branch.fields.get(name, ())
            if name not in shapes:
                meant = meant_by(bracket, shapes)
                cure = meant or ", ".join(map(form, shapes.values()))
                cure = f"Write {cure}" if cure else "Remove it"
                what = f"`[{bracket}]` means nothing here"
                swaps = [Swap(bracket.at, f"[{bracket}]", meant.strip("`"))] if meant else []
                self.report("unknown-bracket", bracket.at, what, cure, *swaps)
                branch.unread("bracket")
            elif shapes[name].form == "list":
                words = Span(value, bracket.at)
                several = between_commas(words) if name in NAMED else []
                branch.fields[name] = (*held, *(several or [words]))
            elif held != ():
                what = f"A second `[{bracket}]` stands here"
                self.report("bracket-twice", bracket.at, what, "Keep one")
            else:
                branch.fields[name] = Span(value, bracket.at)


def thin(words: Span) -> Swap:
    """Bold words -> the same words, plain."""
    return Swap(words.at.start, f"**{words}**", words)


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
    for shape in shapes.values():
        if shape.name in NAMED and (
            text in shape.choices or (colon and closest(name, [shape.name]))
        ):
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


def several(shape: Shape) -> bool:
    """Whether a field may have several paragraphs."""
    return shape.manner.prose or bool(shape.entry and main_of(shape.entry).manner.prose)


def between_commas(words: Span) -> list[Span]:
    """What stands between the commas of some words, each said to stand where they do."""
    return [part.moved(words.at) for part in words.parts(r"[^,\s](?:[^,]*[^,\s])?")]
