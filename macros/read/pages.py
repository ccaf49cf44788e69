"""Pages that are no record: index pages and guides.

They hold words, links and macro calls without arguments, `{{ situations() }}`, and nothing else: no
HTML, no attribute, no expression. Nothing a page says can reach Python or a reader's browser.
"""

from __future__ import annotations

import os
import posixpath
import re
from html import unescape
from unicodedata import normalize

from macros.model import Call, Lang, Mark, Page, Problem
from macros.read.front import Front, guess
from macros.read.reader import problem
from macros.read.span import Span
from macros.read.text import FRONT, LONGEST_LINE, NOTHING, unfit

CALL = re.compile(r"\{\{ *([a-z_]+)\(\) *\}\}")
TEMPLATE = re.compile(r"\{\\?[{%#].*?(?:[}%#]\\?\}|$)|[}%#]\\?\}")
ATTRIBUTES = re.compile(r"\{:?[^{}\n]*\}|^(?:~{3,}+|`{3,}+)[ \t]*+(.*hl_lines=.*|[^`\s][^`]*)$")
"""What stands behind a fence nobody sees, and for the end of some Markdown looks far below."""
HEADED = re.compile(r"(?:#+[ \t]*)?[^\s#{}][^{}|]*[ \t](\{: #([a-z0-9-]+) \})[ \t]*")
UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*")
"""What makes the words above it a heading."""
FENCED = re.compile(r"^(~{3,}|`{3,})[ \t]*\n.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
"""A block of code, as Python-Markdown finds it."""
AROUND = re.compile(r"(?:[\s>]|[*+-][ \t]|\d+[.)][ \t])*")
UNHEARD = re.compile(rf"{CALL.pattern}|(?<=\])\([^)]*\)|[^\w\s-]|_", re.ASCII)
"""What of a heading is not in the id that Markdown makes of it."""
TAG = re.compile(r"<[A-Za-z/!?][^>\n]*>?")
DEFINITION = re.compile(r"\]:.*")
PAIR = re.compile(r"\[[^\[\]]*\]")
LONE = re.compile(r"([\[\]]).*")
"""Markdown looks for the other end of each bracket: a page full of lone ones takes minutes."""
BOX = r"[\w.~+-]+@[\w-]+(?:\.[\w-]+)+"
SITE = r"https?://(?!localhost|127\.)[\w.~/#?=&%+@,:-]+|mailto:"
SITE += rf"(?=[\w?])(?:{BOX}(?:,{BOX})*)?(?:\?[\w.~=&%+@,-]+)?"
BESIDE = r"(?![/)\s])[\w./-]*(?:#[\w-]+)?"
LINK = re.compile(rf"(?<=\]\()(?!\s*(?:{SITE}|{BESIDE})\s*\))[^)]*", re.ASCII)
"""Where a link leads that leads neither to a page beside, nor to a site or a mailbox. Whole on its
line: where Markdown joins two, a browser reads `java` and `script:` as one."""
TO_FILE = re.compile(r"(?<=\]\()\s*(?![/)\s])([\w./-]*)(#[\w-]+)?\s*\)", re.ASCII)
"""Where a link leads that leads to a page beside."""
ALONE = re.compile(
    rf"(?:^[\s>#*_+\d.)|-]*|[*_\[\]|)}}]+\s*)({NOTHING})(?=\s*[*_\[\]|`{{]|[\s*_#]*$)"
)
PRINTED = re.compile(rf"^[\s>*+\d.)-]*{FRONT}", re.MULTILINE)
"""What a reader sees by itself, or as front matter, whatever makes a list or bold of it."""
FRAME = "main"
"""The id of the frame around every page."""
PICTURE = re.compile(r"!\[[^\[\]]*\]\([^)]*\)?")
TABLE = re.compile(r"^[\s>]*+(?=[-:\s]*+\|)([-:|\s]++)$")
"""The line below a table's head."""
FAULTS = {
    TEMPLATE: "no-call",
    TAG: "html",
    ATTRIBUTES: "attributes",
    DEFINITION: "link-defined",
    LONE: "bracket-alone",
    LINK: "link-target",
    PICTURE: "picture",
    TABLE: "table",
    ALONE: "unfit-line",
}
"""What is more than words, links and calls: what it looks like, and what it is called."""
KEYS = ("title",)


def page(front: Front, name: str, lang: Lang, path: str) -> tuple[Page, list[Problem]]:
    """A file that is no record -> its title and calls."""
    calls, problems = calls_in(front.body, path, front.body_line)
    title = front.settings.get("title")
    for key, setting in front.settings.items():
        if key not in KEYS:
            hint = guess(key, KEYS if not title else (), setting.at)
            fault = problem("unknown-key", setting.at, **hint, key=key, kind="page", known=KEYS)
            problems.append(fault)
            title = title or (setting if hint else None)
    if title is None or not (title.values or title.unread):
        cure = "Write `title:` and the page's name between two lines `---` at the top"
        problems.append(problem("missing", front.at, cure=cure, name="`title`"))
    if title and title.many and not title.unread:
        problems.append(problem("not-one-value", title.at, key="title"))
    words = title.values[0] if title and title.values else Span("", front.at)
    problems += unfit(words)
    links, ids, twice = places_in(front, name, path)
    made = Page(name, lang, str(words), calls, Mark(path), tuple(links), frozenset(ids))
    return made, problems + twice


def calls_in(body: str, path: str, first_line: int) -> tuple[tuple[Call, ...], list[Problem]]:
    """Markdown -> the macro calls in it, in order, and what of it no page may hold."""
    calls, problems = [], []
    own, letters = own_ids(body, first_line), 0
    for number, line in enumerate(body.split("\n"), first_line):
        letters = letters + len(line) + 1 if line.strip() else 0
        if letters > LONGEST_LINE:  # Markdown looks through all of them for each mark in them
            letters = 0
            problems.append(problem("paragraph-too-long", Mark(path, number), most=LONGEST_LINE))
        for match in CALL.finditer(line):
            calls.append(Call(match[1], Mark(path, number, match.start() + 1)))
        bare = CALL.sub(blanks, line)
        text = TEMPLATE.sub(blanks, bare)
        if number in own:
            text = text[: own[number].start(1)]
        looked_at = {TEMPLATE: bare, LONE: PAIR.sub(blanks, text)}
        for pattern, code in FAULTS.items():
            for match in pattern.finditer(looked_at.get(pattern, text)):
                group = match.lastindex or 0
                at = Mark(path, number, match.start(group) + 1)
                problems.append(problem(code, at, found=match[group]))
    for match in PRINTED.finditer(body):
        at = Mark(path, first_line + body.count("\n", 0, match.start(1)))
        problems.append(problem("unfit-lines", at, line=match[1]))
    return tuple(calls), problems


def places_in(front: Front, name: str, path: str) -> tuple[list[Call], set[str], list[Problem]]:
    """A page -> the pages it leads to, from `/` by the site's address, and its headings' ids."""
    links, ids, problems = [], {FRAME}, []
    rows, marked = front.body.split("\n"), own_ids(front.body, front.body_line)
    site = re.escape(os.environ.get("SITE_URL", "").rstrip("/")) or "(?!)"
    whole = re.compile(rf"(?<=\]\()\s*({site}/([\w/-]*))(?=[\s?#)])", re.ASCII)
    for number, line in enumerate(rows, front.body_line):
        for match in TO_FILE.finditer(line):
            to = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[1]))
            to = f"{to}/" if match[1][-1:] == "/" else to if match[1] else name
            place = match.start(1 if match[1] else 2) + 1
            links.append(Call(to + (match[2] or ""), Mark(path, number, place)))
        for match in whole.finditer(line):
            links.append(Call(f"/{match[2]}", Mark(path, number, match.start(1) + 1)))
        below = rows[number - front.body_line + 1 :][:1]
        made = (FRAME, 1) if is_frame(line, *below) else ("", 0)
        own, col = (marked[number][2], marked[number].start(1) + 1) if number in marked else made
        if own:
            if own in ids:
                problems.append(problem("repeated-id", Mark(path, number, col), id=own))
            ids.add(own)
    return links, ids - {FRAME}, problems


def own_ids(body: str, first_line: int) -> dict[int, re.Match[str]]:
    """Where `{: #id }` is the id of a heading: behind its words, by line; not in code."""
    rows = FENCED.sub(lambda code: "\n" * code[0].count("\n"), body).split("\n")
    found = {}
    for number, (above, row, below) in enumerate(
        zip(["", *rows], rows, [*rows[1:], ""], strict=False)
    ):
        headed = row[:1] == "#" or (not above.strip() and UNDERLINE.fullmatch(below))
        if headed and (match := HEADED.fullmatch(row)):
            found[first_line + number] = match
    return found


def is_frame(row: str, below: str = "") -> bool:
    """Whether a row is a heading, wherever it stands, whose id would be that of the frame."""
    words = AROUND.sub("", row, count=1)
    headed = words[:1] == "#" or UNDERLINE.fullmatch(below.lstrip("> \t"))
    plain = normalize("NFKD", unescape(words)).encode("ascii", "ignore").decode() if headed else ""
    return UNHEARD.sub("", plain).strip().lower() == FRAME


def blanks(match: re.Match[str]) -> str:
    """As many spaces as there were letters, so that columns stay true."""
    return " " * len(match[0])
