"""Markdown below the front matter -> an outline: headings, paragraphs and entries, with places.

A kept parser finds the blocks, so that a file reads on every forge as it reads here. What is said
inside a line, an id or a citation, is ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from macros.model import Mark, Problem

PARSER = MarkdownIt("commonmark").disable(["inline", "reference"])
"""Blocks alone: no text of ours holds markup."""
BRACKET = re.compile(r"\[([^\[\]]*)\]")
BRACKETS = re.compile(rf"(?:{BRACKET.pattern}\s*)+")
CITED = re.compile(
    r"\[(?:[\w-]+:\s*\d+|[a-z]+/[\w-]*|→[^\]]*|editorial|(?:state|into|who|deputy):[^\]]*)\]"
)
"""What only brackets below the words hold."""
ID = re.compile(r"(?:^|\s)\^(\S+)$")
STRAY_ID = re.compile(r"(?:^|\s)\^[\w-]+")
BOX = re.compile(r"\[( |x|X|)\](?: +|$)")
BOLD = re.compile(r"\*\*(.+?)\*\*:?(?: +|$)")
TABLE = re.compile(r"\|.*\||[:| -]*-\|[:| -]*")
FOREIGN = {
    "fence": "A code block",
    "code_block": "A line indented by four spaces, which Markdown prints as code,",
    "html_block": "HTML",
    "blockquote": "A quotation (`>`)",
    "ordered_list": "A numbered list",
    "hr": "A line of dashes",
    "table": "A table",
}
"""Blocks that no record has, as they are called in a message."""
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


@dataclass(frozen=True)
class Entry:
    """One `- …` of a list."""

    line: Line
    box: str | None = None
    """What stands in its box; None without one."""
    bold: Line | None = None
    more: tuple[Entry, ...] = ()
    """The list below it."""


@dataclass
class Part:
    """A heading and what stands below it; the first part of a file has no heading."""

    heading: Line | None
    paragraphs: list[Line] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)
    """Brackets that stand alone below the heading."""


@dataclass(frozen=True)
class Outline:
    """A body, cut at its headings."""

    title: Line | None
    parts: tuple[Part, ...]


class Body:
    """Reads one body; `problems` fills as it goes."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.rows = text.split("\n")
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []

    def outline(self) -> Outline:
        """The whole body."""
        title: Line | None = None
        parts = [Part(None)]
        for node in SyntaxTreeNode(PARSER.parse("\n".join(self.rows))).children:
            if node.type != "heading":
                self.block(node, parts[-1])
                continue
            first = title is None and len(parts) == 1 and not parts[0].paragraphs
            words = self.heading(node, first)
            if first and node.tag == "h1":
                title = words
            else:
                parts.append(Part(words))
        return Outline(title, tuple(parts))

    def block(self, node: SyntaxTreeNode, part: Part) -> None:
        """A block below a heading, put into its part."""
        if node.type == "bullet_list":
            part.entries += self.entries(node, 1)
            return
        line = self.paragraph(node) if node.type == "paragraph" else self.foreign(node)
        if line is None:
            return
        if not line.words and not line.id and not part.paragraphs and not part.entries:
            part.brackets += line.brackets
        elif part.entries:
            cure = "Put a paragraph above the list, or start it with `- `"
            self.report("words-after-list", line.at, "Words stand below a list", cure)
        else:
            part.paragraphs.append(line)

    def heading(self, node: SyntaxTreeNode, first: bool) -> Line:
        """A heading of the right size: `#` for the title, `##` for all others."""
        at, sign = self.mark(node), "#" if first else "##"
        if not node.markup.startswith("#"):
            what = "A line of dashes makes these words a heading"
            self.report("heading-by-dashes", at, what, "Remove that line")
        elif node.markup != sign:
            what = f"This heading has another size than `{sign}`"
            self.report("heading-size", at, what, f"Write `{sign} {content(node)}`")
        return self.line(content(node).split("\n"), node)

    def paragraph(self, node: SyntaxTreeNode) -> Line | None:
        """A paragraph, or nothing where it is a table."""
        rows = content(node).split("\n")
        if len(rows) > 1 and all(TABLE.fullmatch(row.strip()) for row in rows[:2]):
            return self.foreign(node, "table")
        return self.line(rows, node)

    def entries(self, node: SyntaxTreeNode, depth: int) -> list[Entry]:
        """A list, and the lists below its entries."""
        if depth > DEEPEST:
            cure = "Move it up: below an entry stands only `- Label: words`"
            self.report("list-too-deep", self.mark(node), "This list is nested too deep", cure)
            return []
        return [self.entry(item, depth) for item in node.children]

    def entry(self, node: SyntaxTreeNode, depth: int) -> Entry:
        """One entry of a list."""
        entry = Entry(Line("", self.mark(node)))
        for number, child in enumerate(node.children):
            if child.type == "paragraph" and not number:
                entry = self.first(child)
            elif child.type == "paragraph":
                entry = replace(entry, line=self.second(child, entry.line))
            elif child.type == "bullet_list":
                entry = replace(entry, more=(*entry.more, *self.entries(child, depth + 1)))
            else:
                self.foreign(child)
        return entry

    def first(self, node: SyntaxTreeNode) -> Entry:
        """The words of an entry, its box and what stands in bold before them."""
        rows = content(node).split("\n")
        box = bold = None
        if match := BOX.match(rows[0]):
            box, rows[0] = match[1], rows[0][match.end() :]
            if not box:
                self.report("box-open", self.mark(node), "`[]` is no box", "Write `- [ ] `")
        if match := BOLD.match(rows[0]):
            bold = Line(" ".join(match[1].split()), self.find(match[1], node))
            rows[0] = rows[0][match.end() :]
        return Entry(self.line(rows, node), box, bold)

    def second(self, node: SyntaxTreeNode, line: Line) -> Line:
        """A further paragraph of an entry: brackets belong to its words, other words nowhere."""
        more = self.line(content(node).split("\n"), node)
        if more.words or more.id:
            cure = "Join it to the entry's first words"
            self.report("entry-paragraph", more.at, "An entry has a second paragraph", cure)
            return line
        return replace(line, brackets=line.brackets + more.brackets)

    def line(self, rows: list[str], node: SyntaxTreeNode) -> Line:
        """The rows of a block -> its words, its id and the brackets below them."""
        start = (node.map or (0, 0))[0]
        words: list[str] = []
        brackets: list[Bracket] = []
        id_row = start
        for number, row in enumerate((row.strip() for row in rows), start):
            if row and BRACKETS.fullmatch(row) and (number > start or CITED.match(row)):
                brackets += self.brackets(row, number)
            elif row:
                words.append(self.apart(row, number, brackets))
                id_row = number
        at = self.find(words[0], node) if words else self.mark(node)
        text = " ".join(" ".join(words).split())
        if match := ID.search(text):
            id_at = self.column(id_row, f"^{match[1]}")
            return Line(text[: match.start()].strip(), at, match[1], id_at, tuple(brackets))
        if match := STRAY_ID.search(text):
            what, cure = f"`{match[0].strip()}` stands amid words", "Put it behind the last word"
            self.report("id-amid-words", at, what, cure)
        return Line(text, at, brackets=tuple(brackets))

    def apart(self, row: str, number: int, brackets: list[Bracket]) -> str:
        """A row of words without the citations in it, which have a line of their own."""
        if not (match := CITED.search(row)):
            return row
        at = self.column(number, match[0])
        cure = f"Put `{match[0]}` on a line of its own below the words"
        self.report("citation-amid-words", at, "A citation stands amid words", cure)
        brackets += self.brackets(" ".join(m[0] for m in CITED.finditer(row)), number)
        return " ".join(CITED.sub(" ", row).split())

    def brackets(self, row: str, number: int) -> list[Bracket]:
        """A row of brackets -> each with its place."""
        return [
            Bracket(match[1].strip(), self.column(number, match[0]))
            for match in BRACKET.finditer(row)
        ]

    def foreign(self, node: SyntaxTreeNode, kind: str = "") -> None:
        """A block that no record has."""
        name = FOREIGN.get(kind or node.type, "Something that Markdown knows and a record has not")
        cure = "Write plain words, or a list of `- ` entries"
        self.report("foreign-block", self.mark(node), f"{name} stands here", cure)

    def mark(self, node: SyntaxTreeNode) -> Mark:
        """Where a block starts."""
        row = (node.map or (0, 0))[0]
        text = self.rows[row] if row < len(self.rows) else ""
        return Mark(self.path, row + self.first_line, len(text) - len(text.lstrip()) + 1)

    def find(self, words: str, node: SyntaxTreeNode) -> Mark:
        """Where some words of a block stand."""
        start, end = node.map or (0, 0)
        row = next((n for n in range(start, end) if words in self.rows[n]), start)
        return self.column(row, words)

    def column(self, row: int, words: str) -> Mark:
        """Where some words of a row stand."""
        text = self.rows[row] if row < len(self.rows) else ""
        return Mark(self.path, row + self.first_line, max(text.find(words), 0) + 1)

    def report(self, code: str, at: Mark, what: str, cure: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, at, what, cure))


def content(node: SyntaxTreeNode) -> str:
    """The raw words of a heading or paragraph."""
    return "\n".join(child.content for child in node.children if child.type == "inline")


def outline(text: str, path: str, first_line: int) -> tuple[Outline, list[Problem]]:
    """A body whose first line is the file's `first_line` -> its outline and its problems."""
    body = Body(text, path, first_line)
    return body.outline(), body.problems
