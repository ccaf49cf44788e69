"""An outline and the front matter of one file -> the fields of its record, in one language.

What stands in no place that a record has is a problem; what is misspelt is read as what it must
be, so that one slip is said once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from macros.model import FOLDERS, KINDS, Lang, Mark, Problem, Record
from macros.read.body import Bracket, Entry, Line, Outline, Part
from macros.read.front import Front, Setting, closest, did_you_mean
from macros.read.ids import slug
from macros.read.shapes import (
    Heading,
    Shape,
    at_place,
    boxed,
    headings_of,
    labels_of,
    shapes_of,
)

LABEL_LENGTH = 30
"""Letters before a colon that may be a label."""
NAMED = ("state", "into", "who", "deputy", "was")
"""Fields that a bracket names: `[state: used]`."""


@dataclass(frozen=True)
class Leaf:
    """One value as it was written, and where."""

    value: str
    at: Mark


@dataclass(frozen=True)
class Branch:
    """A record or an entry: what stands in each of its fields."""

    cls: type
    at: Mark
    fields: dict[str, Any] = field(default_factory=dict)
    """A Leaf, a Branch, or a tuple of either, by the field's name."""

    @property
    def id(self) -> str:
        """The id of an entry; empty where it has none."""
        leaf = self.fields.get("id")
        return leaf.value if isinstance(leaf, Leaf) else ""

    @property
    def id_at(self) -> Mark:
        """Where the id stands, or else the entry."""
        leaf = self.fields.get("id")
        return leaf.at if isinstance(leaf, Leaf) else self.at


class Assigner:
    """Reads one file; `problems` fills as it goes."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.problems: list[Problem] = []

    def report(self, code: str, at: Mark, what: str, cure: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, at, what, cure))

    def record(self, cls: type[Record], front: Front, outline: Outline, path: str) -> Branch:
        """A whole file."""
        branch = Branch(cls, Mark(path))
        self.front(branch, cls, front)
        if outline.title:
            self.texts(branch, "title", [outline.title])
        self.lead(branch, cls, outline.parts[0])
        sections = next(iter(at_place(cls, "sections")), None)
        taken: dict[str, Mark] = {}
        entries: list[Branch] = []
        for part in outline.parts[1:]:
            assert part.heading is not None
            row = self.heading(cls, part.heading, sections)
            if row is None:
                if sections and sections.entry:
                    entries.append(self.section(sections.entry, part))
                continue
            words, at = row.words[self.lang], part.heading.at
            if taken.setdefault(words, at) != at:
                what = f"`## {words}` stands twice (first on line {taken[words].line})"
                self.report("part-twice", at, what, "Join the two")
            else:
                self.part(branch, cls, row, part)
        if sections and entries:
            branch.fields[sections.name] = tuple(entries)
        return branch

    # The front matter

    def front(self, branch: Branch, cls: type[Record], front: Front) -> None:
        """The front matter: structure, in the Vietnamese file alone."""
        known = {shape.name: shape for shape in at_place(cls, "front")}
        for key, setting in front.settings.items():
            if self.lang == "en":
                cure = "Remove it: structure stands in the Vietnamese file alone"
                self.report("english-structure", setting.at, f"`{key}` stands in English", cure)
            elif key in known:
                self.setting(branch, known[key], setting)
            elif key in shapes_of(cls):
                cure = "Write them below the front matter, as the other records do"
                self.report("words-in-front", setting.at, f"`{key}` holds words", cure)
            else:
                cure = did_you_mean(key, known) or f"Keys are: {', '.join(known)}"
                self.report("unknown-key", setting.at, f"`{key}` is no key of a {cls.kind}", cure)
                if meant := closest(key, [name for name in known if name not in front.settings]):
                    self.setting(branch, known[meant], setting)

    def setting(self, branch: Branch, shape: Shape, setting: Setting) -> None:
        """One key of the front matter."""
        leaves = tuple(Leaf(value.text, value.at) for value in setting.values)
        if shape.form == "list":
            branch.fields[shape.name] = leaves
            return
        if setting.many:
            what = f"`{shape.name}` takes one value, not a list"
            self.report("not-one-value", setting.at, what, "Write it without brackets")
        branch.fields[shape.name] = leaves[0] if leaves else Leaf("", setting.at)

    # Headings and what stands below them

    def lead(self, branch: Branch, cls: type[Record], part: Part) -> None:
        """What stands between the title and the first heading."""
        self.brackets(branch, part.brackets)
        paragraphs, entries = list(part.paragraphs), part.entries
        for shape in at_place(cls, "lead"):
            if shape.form == "list" and shape.entry:
                branch.fields[shape.name] = self.entries(shape.entry, entries)
                entries = []
            elif paragraphs:
                self.field(branch, shape, [paragraphs.pop(0)], (), ())
        names = ", ".join(f"`## {row.words[self.lang]}`" for row in headings_of(cls))
        for line in [line for line in paragraphs if line.words] + [e.line for e in entries[:1]]:
            what, cure = "These words stand in no part", f"Put them below their heading: {names}"
            self.report("words-without-part", line.at, what, cure)
        for line in paragraphs:
            self.brackets(branch, line.brackets)

    def heading(self, cls: type[Record], line: Line, sections: Shape | None) -> Heading | None:
        """A heading -> the part it opens; None for a section, and for what is no part at all."""
        words = line.words.rstrip(":")
        for row in headings_of(cls):
            new = row.words[self.lang]
            if words == new:
                return row
            if words in row.old[self.lang]:
                cure = f"Write `## {new}`: `python3 -m scripts check --fix` does it"
                self.report("old-heading", line.at, f"`## {words}` is called `{new}` now", cure)
                return row
        if sections and line.id:
            return None
        meant = self.meant(cls, words)
        if meant:
            cure = f"Write `## {meant.words[self.lang]}`"
            self.report("unknown-part", line.at, f"`## {line.words}` is no part", cure)
        elif not sections:
            cure = f"Parts are: {', '.join(row.words[self.lang] for row in headings_of(cls))}"
            what = f"`## {line.words}` is no part of a {cls.kind}"
            self.report("unknown-part", line.at, what, cure)
        return meant

    def meant(self, cls: type[Record], words: str) -> Heading | None:
        """The part that a heading must be: misspelt, without its accents, or in the other language."""
        table = {name: row for row in headings_of(cls) for name in row.words.values()}
        folded = {slug(name): row for name, row in table.items()}
        return table.get(words) or folded.get(slug(words)) or table.get(closest(words, table))

    def part(self, branch: Branch, cls: type[Record], row: Heading, part: Part) -> None:
        """What stands below a heading, put into its fields."""
        shapes = [shapes_of(cls)[name] for name in row.fields]
        paragraphs, entries = list(part.paragraphs), part.entries
        for shape in shapes:
            if shape.form == "list" and shape.entry:
                branch.fields[shape.name] = self.entries(shape.entry, entries)
                entries = []
            elif shape.form == "words":
                branch.fields[shape.name] = tuple(w for line in paragraphs for w in words(line))
                self.bare(paragraphs)
                paragraphs = []
            else:
                taken = paragraphs if several(shape) else paragraphs[:1]
                self.field(branch, shape, taken, entries, part.brackets)
                paragraphs = paragraphs[len(taken) :]
                entries = [] if shape.form == "entry" else entries
        self.surplus(f"`## {row.words[self.lang]}`", paragraphs, entries, shapes[-1])

    def section(self, cls: type, part: Part) -> Branch:
        """A heading that is an entry, and what stands below it."""
        assert part.heading is not None
        branch = Branch(cls, part.heading.at)
        self.entry_words(branch, [part.heading])
        paragraphs, entries = list(part.paragraphs), part.entries
        shapes = at_place(cls, "more")
        for shape in shapes:
            if shape.form == "list" and shape.entry:
                branch.fields[shape.name] = self.entries(shape.entry, entries)
                entries = []
            elif paragraphs:
                self.texts(branch, shape.name, [paragraphs.pop(0)])
        for line in paragraphs:
            self.brackets(branch, line.brackets)
        left = [line for line in paragraphs if line.words]
        self.surplus("This heading", left, entries, shapes[-1])
        self.brackets(branch, part.brackets)
        return branch

    def surplus(
        self, where: str, lines: Sequence[Line], entries: Sequence[Entry], shape: Shape
    ) -> None:
        """What stands below a heading and has no place there."""
        for line in lines:
            if shape.form == "list":
                what, cure = f"{where} has words outside of its list", "Start them with `- `"
            else:
                what, cure = f"{where} has a paragraph too many", "Join it to the one above"
            self.report("paragraph-surplus", line.at, what, cure)
        if entries:
            what, cure = f"{where} has a list, and takes words alone", "Write it as a paragraph"
            self.report("list-surplus", entries[0].line.at, what, cure)

    # Words

    def field(
        self,
        branch: Branch,
        shape: Shape,
        lines: Sequence[Line],
        more: Sequence[Entry],
        brackets: Sequence[Bracket],
    ) -> None:
        """Paragraphs, put into a field that is a text or an entry."""
        if shape.form != "entry" or not shape.entry:
            self.texts(branch, shape.name, lines)
            self.brackets(branch, brackets)
        elif lines or more:
            inner = Branch(shape.entry, lines[0].at if lines else more[0].line.at)
            self.entry_words(inner, lines)
            self.labels(inner, more)
            self.brackets(inner, brackets)
            branch.fields[shape.name] = inner

    def texts(self, branch: Branch, name: str, lines: Sequence[Line]) -> None:
        """One or several paragraphs without an id -> a text, and what stands below them."""
        text = "\n\n".join(line.words for line in lines if line.words)
        if text:
            branch.fields[name] = Leaf(text, lines[0].at)
        for line in lines:
            if line.id:
                what = f"`^{line.id}` stands where no id does"
                self.report("id-surplus", line.id_at, what, "Remove it")
            self.brackets(branch, line.brackets)

    def entry_words(self, branch: Branch, lines: Sequence[Line]) -> None:
        """The words, the id and the brackets of an entry."""
        main = at_place(branch.cls, "main")[0]
        if "id" not in shapes_of(branch.cls):
            self.texts(branch, main.name, lines)
            return
        text = "\n\n".join(line.words for line in lines if line.words)
        if text:
            branch.fields[main.name] = Leaf(text, lines[0].at)
        for line in lines:
            if line.id:
                branch.fields["id"] = Leaf(line.id, line.id_at)
            self.brackets(branch, line.brackets)

    def bare(self, lines: Sequence[Line]) -> None:
        """Words below which nothing stands."""
        for line in lines:
            for bracket in line.brackets:
                what = f"`[{bracket.text}]` means nothing here"
                self.report("unknown-bracket", bracket.at, what, "Remove it")

    # Entries

    def entries(self, cls: type, entries: Sequence[Entry]) -> tuple[Branch, ...]:
        """A list -> its entries."""
        return tuple(self.entry(cls, entry) for entry in entries)

    def entry(self, cls: type, entry: Entry) -> Branch:
        """One entry: its id, its words, its box, what is said more, and its brackets."""
        branch = Branch(cls, entry.line.at)
        bold = next(iter(at_place(cls, "bold")), None)
        if entry.bold and bold:
            branch.fields[bold.name] = Leaf(entry.bold.words, entry.bold.at)
        elif entry.bold:
            cure = "Write the words without `**`"
            self.report("bold", entry.bold.at, f"`**{entry.bold.words}**` is bold", cure)
        self.entry_words(branch, [entry.line])
        self.box(branch, entry)
        self.labels(branch, entry.more)
        return branch

    def box(self, branch: Branch, entry: Entry) -> None:
        """The box of an entry, and what an `x` in it means."""
        flag = next(iter(at_place(branch.cls, "box")), None)
        at, wanted = entry.line.at, boxed(branch.cls)
        ticked = (entry.box or "").lower() == "x"
        if entry.box is None and wanted:
            cure = "Start it with `- [ ] `: `python3 -m scripts check --fix` does it"
            self.report("box-missing", at, "This entry has no box", cure)
        elif entry.box is not None and not wanted:
            self.report("box-surplus", at, "This entry needs no box", "Start it with `- ` alone")
        elif ticked and flag is None:
            self.report("box-ticked", at, "This box is ticked", "Write `- [ ] `: readers tick it")
        elif ticked and flag:
            branch.fields[flag.name] = Leaf("true", at)

    def labels(self, branch: Branch, entries: Sequence[Entry]) -> None:
        """The list below an entry: `Label: words`."""
        known = {row.words[self.lang]: row for row in labels_of(branch.cls)}
        for entry in entries:
            before, colon, rest = entry.line.words.partition(":")
            name = before.strip()
            meant = known.get(name) or known.get(closest(name, known))
            if not colon or len(name) > LABEL_LENGTH or meant is None:
                what = "This has no label" if known else "Nothing stands below such an entry"
                starts = " or ".join(f"`{word}: `" for word in known)
                cure = f"Start it with {starts}" if known else "Move it up by two spaces"
                self.report("label-missing", entry.line.at, what, cure)
                continue
            if name not in known:
                cure = f"Write `{meant.words[self.lang]}:`"
                self.report("label-unknown", entry.line.at, f"`{name}:` is no label", cure)
            self.label(branch, shapes_of(branch.cls)[meant.fields[0]], rest.strip(), entry.line)

    def label(self, branch: Branch, shape: Shape, rest: str, line: Line) -> None:
        """The words behind one label."""
        if shape.name in branch.fields:
            self.report("label-twice", line.at, "This label stands twice here", "Join the two")
            return
        if shape.form == "words":
            branch.fields[shape.name] = tuple(split_words(rest, line.at))
        else:
            branch.fields[shape.name] = Leaf(rest, line.at)
        if line.id:
            what = f"`^{line.id}` stands where no id does"
            self.report("id-surplus", line.id_at, what, "Remove it")
        self.brackets(branch, line.brackets)

    # Brackets

    def brackets(self, branch: Branch, brackets: Sequence[Bracket]) -> None:
        """What words rest on and where they lead, put into fields."""
        shapes = {shape.name: shape for shape in at_place(branch.cls, "bracket")}
        for bracket in brackets:
            text = bracket.text
            if self.lang == "en":
                cure = "Remove it: brackets stand in the Vietnamese file alone"
                self.report("english-bracket", bracket.at, f"`[{text}]` stands in English", cure)
                continue
            name, value = field_of(text, shapes)
            if name not in shapes:
                cure = f"Write {', '.join(forms(shapes))}" if shapes else "Remove it"
                what = f"`[{text}]` means nothing here"
                self.report("unknown-bracket", bracket.at, what, cure)
            elif shapes[name].form == "list":
                branch.fields[name] = (*branch.fields.get(name, ()), Leaf(value, bracket.at))
            elif name in branch.fields:
                what = f"A second `[{text}]` stands here"
                self.report("bracket-twice", bracket.at, what, "Keep one")
            else:
                branch.fields[name] = Leaf(value, bracket.at)


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
        return (name, rest.strip()) if name in NAMED else ("cites", text)
    folder, slash, _ = text.partition("/")
    cls = FOLDERS.get(folder) or KINDS.get(folder) or FOLDERS.get(closest(folder, FOLDERS))
    if not slash or cls is None:
        return "", text
    refs = {(shape.of or shape).ref: shape.name for shape in shapes.values()}
    return refs.get(cls.kind) or refs.get("any", ""), text


def forms(shapes: dict[str, Shape]) -> list[str]:
    """What brackets may hold, as a cure; none of it passes as it is but `[editorial]`."""
    return [form(name, shape.of or shape) for name, shape in shapes.items()]


def form(name: str, shape: Shape) -> str:
    """How one field is written in brackets."""
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


def several(shape: Shape) -> bool:
    """Whether a field may have several paragraphs."""
    return shape.prose or bool(shape.entry and at_place(shape.entry, "main")[0].prose)


def words(line: Line) -> list[Leaf]:
    """Words separated by commas, each with its place."""
    return split_words(line.words, line.at)


def split_words(text: str, at: Mark) -> list[Leaf]:
    """A text -> what stands between its commas."""
    return [Leaf(part.strip(), at) for part in text.split(",") if part.strip()]
