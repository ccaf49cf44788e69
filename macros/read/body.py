"""Markdown below the front matter -> an outline: headings, paragraphs and entries, with places.

A kept parser finds the blocks, so that a file reads on every forge as it reads here. What is said
inside a line, an id or a citation, is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from macros.model import Mark, Swap
from macros.read.reader import Reader, instead
from macros.read.shapes import NAMED
from macros.read.span import NOTHING, Span

PARSER = MarkdownIt("commonmark").disable(["inline", "reference"]).enable("table")
"""Blocks alone: no text of ours holds markup."""
BRACKET = re.compile(r"\[([^\[\]]*)\]")
BRACKETS = re.compile(rf"(?:{BRACKET.pattern}[\s,;]*)+")
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
ENTRY = re.compile(r"\s*[-*+] +(?=\S)")
SIGNS = "•·▪◦‣●"
"""What Word and Zalo write for a dash."""
NUMBER = re.compile(r" *\d+[.)] +")
OPENING = re.compile(r"\s*(?:[-*+] +)?(?:\[[ xX]\] +)?(?:\*\*[^*]+\*\*:? +)?")
"""What stands in a line before its words."""
FOREIGN = {
    "fence": "A code block",
    "code_block": "A line indented so far that Markdown prints it as code",
    "html_block": "HTML",
    "blockquote": "A quotation (`>`)",
    "ordered_list": "A numbered list",
    "hr": "A line of dashes or stars",
    "table": "A table",
    "heading": "A heading",
}
"""Blocks that no record has, as they are called in a message."""
DEEPEST = 2
"""Levels of lists: an entry, and what is said more below it."""


@dataclass
class Line:
    """Words on one line or several, with what stands around them; or one `- …` of a list."""

    words: Span
    id: Span = NOTHING
    brackets: tuple[Span, ...] = ()
    """What stands in the brackets below the words; each is where its bracket opens."""
    unread: bool = False
    """Whether some of it could not be read: what lacks may stand there."""
    box: str | None = None
    """Its box as it was written; None without one."""
    bold: Span | None = None
    """What stands in bold before its words."""
    more: list[Line] = field(default_factory=list)
    """The list below it."""
    start: Mark = NOTHING.at
    """Of an entry: where its words start, or what is in bold before them."""

    @property
    def at(self) -> Mark:
        """Where the words start."""
        return self.words.at


@dataclass
class Part:
    """A heading and what stands below it; the heading of a file's first part has no words."""

    heading: Line
    size: int = 0
    """How many `#` the heading has."""
    paragraphs: list[Line] = field(default_factory=list)
    entries: list[Line] = field(default_factory=list)
    brackets: tuple[Span, ...] = ()
    """Brackets that stand alone below the heading."""
    unread: bool = False
    """Whether something stands there that no record has."""
    said: bool = False
    """Whether it has been said that the heading is no good one."""

    @property
    def bare(self) -> bool:
        """Whether nothing stands below the heading."""
        return not (self.paragraphs or self.entries or self.brackets or self.unread)


class Body(Reader):
    """One body, cut at its headings as it is made."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        super().__init__()
        self.rows, self.path, self.first_line = text.split("\n"), path, first_line
        self.title: Line | None = None
        self.parts = [Part(Line(NOTHING))]
        self.whole = True
        """False where a block that no record has may hold headings."""
        for block in nested(PARSER.parse(text)):
            headed = self.heading(block)
            if headed is None:
                self.block(block, self.parts[-1])
            elif headed.size == 1 and self.title is None and len(self.parts) == 1:
                self.title = headed.heading
                if not self.parts[0].bare:
                    self.report("words-above-title", self.mark(block))
                self.parts[0].paragraphs += headed.paragraphs
            else:
                self.parts.append(headed)

    def heading(self, block: Token) -> Part | None:
        """The part that a heading opens, also one that Markdown does not take for a heading."""
        if block.type not in ("heading", "paragraph"):
            return None
        text, at = self.content(block), self.mark(block)
        if block.type == "heading":
            size, dashes = int(block.tag[1]), not block.markup.startswith("#")
            if dashes:
                below = Mark(self.path, self.first_line + rows_of(block)[1] - 1)
                self.report("heading-by-dashes", below, hashes="#" * size)
            return Part(self.line(text, at), size, said=dashes)
        if match := HASHES.match(text):
            first, _, more = text.partition("\n")
            words = self.line(text.part(match.end(), len(first)), at)
            swap, new = Swap(at, match[1], f"{match[1]} "), f"{match[1]} {words.words}"
            self.report("heading-glued", at, swaps=[swap], sure=True, new=new)
            below_it = [self.line(text.part(len(first) + 1), at)] if more else []
            return Part(words, len(match[1]), below_it, said=True)
        if match := BOLD_ROW.fullmatch(text):
            words = self.line(text.part(*match.span(1)), at)
            self.report("bold", at, **instead(at, text, f"## {words.words}"), words=words.words)
            return Part(words, 2, said=True)
        return None

    def block(self, block: Token, part: Part) -> None:
        """A block below a heading, put into its part."""
        if block.type == "bullet_list":
            part.entries += [self.entry(item, 1) for item in block.children or ()]
            return
        if block.type != "paragraph":
            self.foreign(block)
            part.unread = True
            return
        line = self.line(self.content(block), self.mark(block))
        if line.words or line.id:
            if part.entries:
                self.report("words-after-list", line.at)
            else:
                part.paragraphs.append(line)
        elif part.entries:
            part.entries[-1].brackets += line.brackets
            marks = dict.fromkeys(bracket.at.start for bracket in line.brackets)
            self.report("brackets-apart", line.at, swaps=(Swap(mark, "", "  ") for mark in marks))
        elif part.paragraphs:
            part.paragraphs[-1].brackets += line.brackets
        else:
            part.brackets += line.brackets

    def entry(self, item: Token, depth: int) -> Line:
        """One entry of a list, and the list below it."""
        entry = Line(Span("", self.mark(item)))
        for number, child in enumerate(item.children or ()):
            if child.type == "bullet_list" and depth == DEEPEST:
                self.report("list-too-deep", self.mark(child))
                entry.unread = True
            elif child.type == "bullet_list":
                entry.more += [self.entry(below, depth + 1) for below in child.children or ()]
            elif child.type == "paragraph" and not number:
                entry = self.first(child)
            elif child.type == "paragraph":
                more = self.line(self.content(child), self.mark(child))
                if more.words or more.id:
                    self.report("entry-paragraph", more.at)
                    entry.unread = True
                else:
                    entry.brackets += more.brackets
            else:
                self.foreign(child)
                entry.unread = True
        return entry

    def first(self, block: Token) -> Line:
        """The words of an entry, its box and what stands in bold before them."""
        text, at = self.content(block), self.mark(block)
        box, bold, start = None, None, text.at
        if match := BOX.match(text):
            first = text.partition("\n")[0]
            closed = match[2] or match.end() == len(first)
            box = match[0].rstrip() if closed else match[0] + first[match.end() :].split()[0]
            text = text.part(match.end())
        opened = False
        if match := BOLD.match(text):
            bold = self.line(text.part(*match.span(1)), at).words
            text = text.part(match.end())
        elif opened := text.startswith("**"):
            text = text.part(len(text) - len(text.lstrip("*")))
            self.report("bold-open", text.at)
        line = self.line(text, at)
        line.unread |= opened
        line.box, line.bold, line.start = box, bold, start
        return line

    # Inside a line

    def content(self, block: Token) -> Span:
        """The raw words of a heading or paragraph, its rows without the spaces around them."""
        rows = []
        for number, row in enumerate(block.content.split("\n"), rows_of(block)[0]):
            words = row.strip()
            col = max(self.rows[number].rstrip().rfind(words), 0)
            rows.append(Span.row(words, Mark(self.path, number + self.first_line, col + 1)))
        return Span.joined(rows, "\n")

    def line(self, text: Span, start: Mark) -> Line:
        """What is left of a block's rows, and where it starts -> its words, id and brackets."""
        words: list[Span] = []
        brackets: list[Span] = []
        name, unread = NOTHING, False
        for number, row in enumerate(unwrapped(text.parts(r"[^\n]*\S[^\n]*"))):
            if BRACKETS.fullmatch(row) and (number or CITED.match(row)):
                brackets += in_brackets(row)
            elif name:
                if not (unread or name == "^"):
                    self.below_id(row, name)
                unread = True
            else:
                kept, name = self.named(self.apart(row, brackets))
                words.append(kept.moved(row.at))
        if name == "^":
            name, unread = NOTHING, True
        at = words[0].at if words else start
        said = Span.joined([part for part in words if part] or [Span("", at)]).moved(at)
        return Line(said, name, tuple(brackets), unread)

    def below_id(self, row: Span, name: Span) -> None:
        """Words below an id, where only brackets stand."""
        swaps = [Swap(name.at, f"^{name}", ""), Swap(row.at, row, f"{row} ^{name}")]
        if sign := row[0] in SIGNS:
            swaps = [Swap(row.at, row, f"- {row[1:].lstrip()}")]
        elif row[0] in "[(":
            whole = mended_brackets(row)
            swaps = [Swap(row.at, row, whole)] if whole else []
        cure = f"Write `{swaps[0].new}`" if len(swaps) == 1 else ""
        self.report("words-below-id", row.at, cure=cure, swaps=swaps, sure=sign, id=name)

    def named(self, row: Span) -> tuple[Span, Span]:
        """A row of words -> the words, and the id among them; `^` for one that is not written."""
        name, words = NOTHING, row
        if "^" not in row:
            return row, name
        if match := ID.search(row) or GLUED_ID.search(row):
            name, words = Span(match[1], row.mark(match.start(1) - 1)), row.part(0, match.start())
            if match.re is GLUED_ID:
                self.report("id-glued", name.at, swaps=[Swap(name.at, "", " ")], sure=True, id=name)
        for stray in STRAY_ID.finditer(words):
            at = words.mark(stray.start())
            self.report("id-amid-words", at, id=stray[0])
            name = name or Span(stray[1] or "^", at)
        return words.plain(STRAY_ID), name

    def apart(self, row: Span, brackets: list[Span]) -> Span:
        """A row of words without the citations in it, which have a line of their own."""
        cited = [row.part(*match.span()) for match in CITED.finditer(row)] if "[" in row else []
        if not cited:
            return row
        whole = self.rows[cited[0].at.line - self.first_line]
        swaps = [Swap(row.at.start, whole, apart)] if (apart := cited_below(whole)) else []
        at, cites = cited[0].at, " ".join(cited)
        self.report("citation-amid-words", at, swaps=swaps, sure=True, cites=cites)
        brackets += [bracket for part in cited for bracket in in_brackets(part)]
        return row.plain(CITED)

    def foreign(self, block: Token) -> None:
        """A block that no record has."""
        swaps = []
        if block.type == "ordered_list":
            marks = (self.mark(item) for item in block.children or ())
            items = ((at, NUMBER.match(self.rows[at.line - self.first_line])) for at in marks)
            swaps = [Swap(at, match[0].lstrip(), "- ") for at, match in items if match]
        name = FOREIGN.get(block.type, "Something that Markdown knows and a record has not")
        self.report("foreign-block", self.mark(block), swaps=swaps, name=name)
        if any(row.lstrip(" >").startswith("#") for row in self.rows[slice(*rows_of(block))]):
            self.whole = False

    def mark(self, block: Token) -> Mark:
        """Where a block starts."""
        row = rows_of(block)[0]
        text = self.rows[row] if row < len(self.rows) else ""
        return Mark(self.path, row + self.first_line, len(text) - len(text.lstrip()) + 1)


def nested(tokens: Iterable[Token]) -> list[Token]:
    """What the parser says in a row -> the outermost blocks, each with those in it."""
    levels: list[list[Token]] = [[]]
    for token in tokens:
        if token.nesting < 0:
            levels.pop()
        elif token.type == "inline":
            levels[-2][-1].content = token.content
        else:
            levels[-1].append(token)
            if token.nesting:
                token.type, token.children = token.type.removesuffix("_open"), []
                levels.append(token.children)
    return levels[0]


def rows_of(block: Token) -> Sequence[int]:
    """The row that a block starts on, and the one behind it."""
    return block.map or (0, 0)


def mended_brackets(row: str) -> str:
    """Brackets that are round, not closed or not opened, as they must be; empty if that is open."""
    inner = [part.strip(" ,;") for part in re.split(r"[\[\]()]", row)]
    whole = " ".join(f"[{part}]" for part in inner if part)
    return whole if all(CITED.fullmatch(f"[{part}]") for part in inner if part) else ""


def cited_below(row: str) -> str:
    """A row, and below it the citations that stood amid its words; empty where brackets overlap."""
    start = OPENING.match(row)
    assert start
    cites = [match[0] for match in CITED.finditer(row)]
    apart = rf"\s*{CITED.pattern}(?=(\w)?)"
    words = re.sub(apart, lambda gap: " " if gap[1] else "", row[start.end() :]).strip()
    overlap = words.count("[") != words.count("]") or any("[" in cite[1:] for cite in cites)
    if overlap or CITED.search(words) or not re.search(r"\w", words):
        return ""
    indent = " " * (len(row) - len(row.lstrip()) + (2 if ENTRY.match(row) else 0))
    return f"{start[0]}{words}\n{indent}{' '.join(cites)}"


def in_brackets(row: Span) -> list[Span]:
    """What stands in each pair of brackets."""
    return [Span(match[1].strip(), row.mark(match.start())) for match in BRACKET.finditer(row)]


def unwrapped(rows: list[Span]) -> Iterator[Span]:
    """The rows of a block; one that ends amid brackets goes on in the next."""
    while rows:
        row = rows.pop(0).plain()
        if rows and row.startswith("[") and row.rfind("[") > row.rfind("]"):
            row = Span.joined([row, rows.pop(0).plain()])
        yield row
