"""Markdown below the front matter -> an outline: headings, paragraphs and entries, with places.

A kept parser finds the blocks, so that a file reads on every forge as it reads here. What is said
inside a line, an id or a citation, is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from macros.model import Mark, Problem
from macros.read.reader import Reader

PARSER = MarkdownIt("commonmark").disable(["inline", "reference"])
"""Blocks alone: no text of ours holds markup."""
BRACKET = re.compile(r"\[([^\[\]]*)\]")
BRACKETS = re.compile(rf"(?:{BRACKET.pattern}[\s,;]*)+")
NAMED = ("state", "into", "who", "deputy", "was")
"""Fields that a bracket names: `[state: used]`."""
CITED = re.compile(
    r"\[(?:\s*[\w-]+\s*:\s*\d+\s*|[a-z]+/[\w-]*|→[^\]]*|editorial"
    rf"|(?:{'|'.join(NAMED)}):[^\]]*)\]"
)
"""What only brackets below the words hold."""
ID = re.compile(r"(?:^|(?<=\s))\^(\S+)$")
GLUED_ID = re.compile(r"(?<=[^\s^])\^([A-Za-z][\w-]*)$")
STRAY_ID = re.compile(r"(?:^|(?<=\s))\^([\w-]*)(?=\s|$)")
BOX = re.compile(r"\\?\[( *[xX]? *)\\?\]( *)")
BOLD = re.compile(r"\*\*(?!\s)(.+?)(?<!\s)\*\*:?(?:\s+|$)", re.DOTALL)
HASHES = re.compile(r"(#{1,6})(?=[^\s#\d])")
BOLD_ROW = re.compile(r"\*\*([^*]+)\*\*:?")
TABLE = re.compile(r"(?=[^|]*\|)(?=[^-]*-)[:| -]+")
"""The line below a table's first."""
PLAIN = "Write plain words, or a list of `- ` entries"
FOREIGN = {
    "fence": ("A code block", PLAIN),
    "code_block": ("A line that Markdown prints as code", "Remove the spaces before it"),
    "html_block": ("HTML", PLAIN),
    "blockquote": ("A quotation (`>`)", PLAIN),
    "ordered_list": ("A numbered list", "Start each entry with `- ` and no number"),
    "hr": ("A line of dashes or stars", "Remove it"),
    "table": ("A table", PLAIN),
    "heading": ("A heading", "Write plain words, or put the heading at the line's beginning"),
}
"""Blocks that no record has, as they are called in a message, and the cure."""
DEEPEST = 2
"""Levels of lists: an entry, and what is said more below it."""


@dataclass(frozen=True)
class Bracket:
    """One pair of brackets below some words."""

    text: str
    at: Mark


@dataclass(frozen=True)
class Line:
    """Words on one line or several, with what stands around them."""

    words: str
    at: Mark
    """Where the words start."""
    id: str = ""
    id_at: Mark = field(default=Mark(""), compare=False)
    brackets: tuple[Bracket, ...] = ()
    unread: bool = False
    """Whether some of it could not be read: what lacks may stand there."""
    raw: str = field(default="", compare=False)
    """The words as the file has them."""

    def mark_at(self, offset: int) -> Mark:
        """Where the letter stands that is `offset` letters into the words."""
        ahead = len("".join(self.words[:offset].split()))
        line, col = self.at.line, self.at.col
        for letter in self.raw:
            if not letter.isspace():
                if not ahead:
                    return Mark(self.at.path, line, col)
                ahead -= 1
            line, col = (line + 1, 1) if letter == "\n" else (line, col + 1)
        return self.at


@dataclass(frozen=True)
class Entry:
    """One `- …` of a list."""

    line: Line
    box: str | None = None
    """Its box as it was written; None without one."""
    bold: Line | None = None
    more: tuple[Entry, ...] = ()
    """The list below it."""


@dataclass
class Part:
    """A heading and what stands below it; the heading of a file's first part has no words."""

    heading: Line
    size: int = 0
    """How many `#` the heading has."""
    paragraphs: list[Line] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)
    """Brackets that stand alone below the heading."""
    unread: bool = False
    """Whether something stands there that no record has."""
    said: bool = False
    """Whether it has been said that the heading is no good one."""

    @property
    def bare(self) -> bool:
        """Whether nothing stands below the heading."""
        return not (self.paragraphs or self.entries or self.brackets or self.unread)


@dataclass(frozen=True)
class Outline:
    """A body, cut at its headings."""

    title: Line | None
    parts: tuple[Part, ...]
    whole: bool = True
    """False where a block that no record has may hold headings."""


class Body(Reader):
    """Reads one body."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        super().__init__()
        self.rows = text.split("\n")
        self.path = path
        self.first_line = first_line
        self.whole = True

    def outline(self) -> Outline:
        """The whole body."""
        title: Line | None = None
        parts = [Part(Line("", Mark("")))]
        for node in SyntaxTreeNode(PARSER.parse("\n".join(self.rows))).children:
            headed = self.heading(node)
            if headed is None:
                self.block(node, parts[-1])
            elif headed.size == 1 and title is None and len(parts) == 1:
                title = headed.heading
                if not parts[0].bare:
                    cure = "Put the title first, below the front matter"
                    self.report("words-above-title", self.mark(node), "The title comes late", cure)
                parts[0].paragraphs += headed.paragraphs
            else:
                parts.append(headed)
        return Outline(title, tuple(parts), self.whole)

    def heading(self, node: SyntaxTreeNode) -> Part | None:
        """The part that a heading opens, also one that Markdown does not take for a heading."""
        rows = content(node).split("\n")
        if node.type == "heading":
            size = int(node.tag[1])
            words = self.line(rows, node)
            if not node.markup.startswith("#"):
                at = Mark(self.path, self.first_line + (node.map or (0, 1))[1] - 1)
                cure = f"Write `{'#' * size} ` before the words instead, or remove the line"
                what = "This line makes the words above it a heading"
                self.report("heading-by-dashes", at, what, cure)
            return Part(words, size, said=not node.markup.startswith("#"))
        if node.type != "paragraph":
            return None
        if match := HASHES.match(rows[0]):
            words = self.line([rows[0][match.end() :]], node)
            cure = f"Write `{match[1]} {words.words}`"
            self.report("heading-glued", self.mark(node), "A heading needs a space", cure)
            below = [self.line(rows[1:], node, 1)] if rows[1:] else []
            return Part(words, len(match[1]), below, said=True)
        if match := BOLD_ROW.fullmatch("\n".join(rows).strip()):
            words = self.line(match[1].split("\n"), node)
            cure = f"Write `## {words.words}`, or the words without `**`"
            self.report("bold", self.mark(node), "These words are bold", cure)
            return Part(words, 2, said=True)
        return None

    def block(self, node: SyntaxTreeNode, part: Part) -> None:
        """A block below a heading, put into its part."""
        if node.type == "bullet_list":
            part.entries += self.entries(node, 1)
            return
        line = self.paragraph(node)
        if line is None:
            part.unread = True
        elif line.words or line.id:
            if part.entries:
                cure = "Put a paragraph above the list, or start it with `- `"
                self.report("words-after-list", line.at, "Words stand below a list", cure)
            else:
                part.paragraphs.append(line)
        elif part.entries:
            last = part.entries[-1]
            both = (*last.line.brackets, *line.brackets)
            part.entries[-1] = replace(last, line=replace(last.line, brackets=both))
            cure = "Put them on the line below the words, indented by two spaces"
            self.report("brackets-apart", line.at, "Brackets stand apart from their entry", cure)
        elif part.paragraphs:
            part.paragraphs.append(line)
        else:
            part.brackets += line.brackets

    def paragraph(self, node: SyntaxTreeNode) -> Line | None:
        """A paragraph, or nothing where it is another block."""
        rows = content(node).split("\n")
        table = len(rows) > 1 and "|" in rows[0] and TABLE.fullmatch(rows[1].strip())
        if table or node.type != "paragraph":
            self.foreign(node, "table" if table else node.type)
            return None
        return self.line(rows, node)

    def entries(self, node: SyntaxTreeNode, depth: int) -> list[Entry]:
        """A list, and the lists below its entries."""
        return [self.entry(item, depth) for item in node.children]

    def entry(self, node: SyntaxTreeNode, depth: int) -> Entry:
        """One entry of a list."""
        entry = Entry(Line("", self.mark(node)))
        for number, child in enumerate(node.children):
            if child.type == "bullet_list" and depth == DEEPEST:
                cure = "Move it up: below an entry stands only `- Label: words`"
                self.report("list-too-deep", self.mark(child), "This list is nested too deep", cure)
                entry = replace(entry, line=replace(entry.line, unread=True))
            elif child.type == "bullet_list":
                entry = replace(entry, more=(*entry.more, *self.entries(child, depth + 1)))
            elif child.type == "paragraph" and not number:
                entry = self.first(child)
            elif child.type == "paragraph" and (line := self.paragraph(child)):
                entry = replace(entry, line=self.second(line, entry.line))
            else:
                if child.type != "paragraph":
                    self.foreign(child, child.type)
                entry = replace(entry, line=replace(entry.line, unread=True))
        return entry

    def first(self, node: SyntaxTreeNode) -> Entry:
        """The words of an entry, its box and what stands in bold before them."""
        rows = content(node).split("\n")
        box = bold = None
        if match := BOX.match(rows[0]):
            closed = match[2] or match.end() == len(rows[0])
            box = match[0].rstrip() if closed else match[0] + rows[0][match.end() :].split()[0]
            rows[0] = rows[0][match.end() :]
        text = "\n".join(rows)
        opened = text.startswith("**")
        if match := BOLD.match(text):
            bold = self.line(match[1].split("\n"), node)
            line = self.line(text[match.end() :].split("\n"), node, match[0].count("\n"))
            return Entry(line, box, bold)
        if opened:
            rows[0] = rows[0].lstrip("*")
            what, cure = "Bold is opened here and not closed", "Put `**` behind the bold words"
            self.report("bold-open", self.find(rows[0], node), what, cure)
        line = self.line(rows, node)
        return Entry(replace(line, unread=line.unread or opened), box)

    def second(self, more: Line, line: Line) -> Line:
        """A further paragraph of an entry: brackets belong to its words, other words nowhere."""
        if more.words or more.id:
            cure = "Join it to the entry's first words"
            self.report("entry-paragraph", more.at, "An entry has a second paragraph", cure)
            return replace(line, unread=True)
        return replace(line, brackets=line.brackets + more.brackets)

    # Inside a line

    def line(self, rows: list[str], node: SyntaxTreeNode, skipped: int = 0) -> Line:
        """The rows of a block, but for those skipped -> its words, its id and its brackets."""
        start = (node.map or (0, 0))[0] + skipped
        words: list[str] = []
        brackets: list[Bracket] = []
        name, name_at, unread = "", Mark(""), False
        at: Mark | None = None
        for number, row in unwrapped(rows, start):
            if BRACKETS.fullmatch(row) and (number > start or CITED.match(row)):
                brackets += self.brackets(row, number)
            elif name:
                unread = unread or self.below_id(row, name, number)
            else:
                kept, name, name_at = self.named(self.apart(row, number, brackets), number)
                unread = unread or name == "^"
                at = at or self.tail(rows[number - start], number)
                words.append(kept)
        text, name = " ".join(" ".join(words).split()), name.removeprefix("^")
        at = at or self.mark(node)
        first, *below = self.rows[at.line - self.first_line : max((node.map or (0, 0))[1], 1)]
        raw = "\n".join([first[at.col - 1 :], *below])
        return Line(text, at, name, name_at, tuple(brackets), unread, raw)

    def tail(self, words: str, row: int) -> Mark:
        """Where the words stand with which a row ends."""
        whole = self.rows[row].rstrip()
        ends = whole.endswith(words.rstrip())
        col = len(whole) - len(words.strip()) if ends else max(whole.find(words.strip()), 0)
        return Mark(self.path, row + self.first_line, col + 1)

    def below_id(self, row: str, name: str, number: int) -> bool:
        """Words below an id, where only brackets stand."""
        cure = f"Put `^{name}` behind the last word"
        if row.startswith(("[", "(")):
            cure = "Write `[KEY:NUMBER]` or a link, each in brackets of its own"
        what = "Only brackets stand below an id"
        self.report("words-below-id", self.seek(number, row), what, cure)
        return True

    def named(self, row: str, number: int) -> tuple[str, str, Mark]:
        """A row of words -> the words, the id among them, and where it stands.

        An id of `^` stands for one that is opened and not written.
        """
        name, words = "", row
        if match := ID.search(row) or GLUED_ID.search(row):
            name, words = match[1], row[: match.start()].rstrip()
            if match.re is GLUED_ID:
                cure = f"Put a space before `^{name}`"
                at = self.seek(number, match[0])
                self.report("id-glued", at, f"`^{name}` touches the words", cure)
        for stray in STRAY_ID.finditer(words):
            cure = f"Remove it: `^{name}` is the id here" if name else "Put it behind the last word"
            cure = cure if stray[1] else "Write an id behind it, or remove it"
            what = f"`{stray[0]}` stands amid words"
            self.report("id-amid-words", self.seek(number, stray[0]), what, cure)
            name = name or stray[1] or "^"
        at = self.seek(number, f"^{name}") if name else Mark("")
        return STRAY_ID.sub("", words).strip(), name, at

    def apart(self, row: str, number: int, brackets: list[Bracket]) -> str:
        """A row of words without the citations in it, which have a line of their own."""
        if not (match := CITED.search(row)):
            return row
        at = self.seek(number, match[0])
        cited = " ".join(match[0] for match in CITED.finditer(row))
        cure = f"Put `{cited}` on a line of its own below the words"
        self.report("citation-amid-words", at, "A citation stands amid words", cure)
        brackets += self.brackets(cited, number)
        return " ".join(CITED.sub(" ", row).split())

    def brackets(self, row: str, number: int) -> list[Bracket]:
        """A row of brackets -> each with its place."""
        held = []
        at = Mark("")
        for match in BRACKET.finditer(row):
            after = at.col if at.path else 0
            at = self.seek(number, match[0], after)
            held.append(Bracket(match[1].strip(), at))
        return held

    def foreign(self, node: SyntaxTreeNode, kind: str) -> None:
        """A block that no record has."""
        name, cure = FOREIGN.get(
            kind, ("Something that Markdown knows and a record has not", PLAIN)
        )
        self.report("foreign-block", self.mark(node), f"{name} stands here", cure)
        start, end = node.map or (0, 0)
        if any(row.lstrip(" >").startswith("#") for row in self.rows[start:end]):
            self.whole = False

    def mark(self, node: SyntaxTreeNode) -> Mark:
        """Where a block starts."""
        row = (node.map or (0, 0))[0]
        text = self.rows[row] if row < len(self.rows) else ""
        return Mark(self.path, row + self.first_line, len(text) - len(text.lstrip()) + 1)

    def find(self, words: str, node: SyntaxTreeNode) -> Mark:
        """Where some words of a block stand."""
        return self.seek((node.map or (0, 0))[0], words)

    def seek(self, row: int, words: str, after: int = 0) -> Mark:
        """Where some words stand, on a row or soon after it; else where that row starts."""
        for wanted in (words, words.split(" ")[0]):
            for number in range(row, min(row + 4, len(self.rows))):
                col = self.rows[number].find(wanted, after if number == row else 0)
                if col >= 0:
                    return Mark(self.path, number + self.first_line, col + 1)
        return Mark(self.path, row + self.first_line)


def content(node: SyntaxTreeNode) -> str:
    """The raw words of a heading or paragraph."""
    return "\n".join(child.content for child in node.children if child.type == "inline")


def unwrapped(rows: list[str], start: int) -> Iterator[tuple[int, str]]:
    """Rows with their numbers; one that ends amid brackets goes on in the next."""
    held, first = "", start
    for number, row in enumerate(rows, start):
        first = first if held else number
        held = f"{held} {row.strip()}".strip()
        inside = held.startswith("[") and held.rfind("[") > held.rfind("]")
        if held and not (inside and number == first and number + 1 < start + len(rows)):
            yield first, held
            held = ""


def outline(text: str, path: str, first_line: int) -> tuple[Outline, list[Problem]]:
    """A body whose first line is the file's `first_line` -> its outline and its problems."""
    body = Body(text, path, first_line)
    return body.outline(), body.problems
