"""Pages that are no record: index pages and guides.

They hold words, links and macro calls without arguments, `{{ situations() }}`, and nothing else: no
HTML, no attribute, no expression. Nothing a page says can reach Python or a reader's browser.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator
from dataclasses import replace

from macros.model import NOWHERE, Call, Lang, Mark, Page, Problem, Swap
from macros.read.front import Front, closest, did_you_mean
from macros.read.text import unfit

CALL = re.compile(r"\{\{ *([a-z_]+)\(\) *\}\}")
TEMPLATE = re.compile(r"\{[{%#].*?(?:[}%#]\}|$)|[}%#]\}")
ATTRIBUTES = re.compile(r"\{:?[^{}\n]*\}")
HEADING_ID = re.compile(r"\{: #[a-z0-9-]+ \}")
TAG = re.compile(r"<[A-Za-z/!?][^>\n]*>?")
DEFINITION = re.compile(r"\]:.*")
PAIR = re.compile(r"\[[^\[\]]*\]")
LONE = re.compile(r"([\[\]]).*")
"""Markdown looks for the other end of each bracket: a page full of lone ones takes minutes."""
BOX = r"[\w.~+-]+@[\w-]+(?:\.[\w-]+)+"
SITE = rf"https?://[\w.~/#?=&%+@,:-]+|mailto:(?=[\w?])(?:{BOX}(?:,{BOX})*)?(?:\?[\w.~=&%+@,-]+)?"
BESIDE = r"(?![/)\s])[\w./-]*(?:#[\w-]+)?"
LINK = re.compile(rf"(?<=\]\()(?!\s*(?:{SITE}|{BESIDE})\s*\))[^)]*", re.ASCII)
"""Where a link leads that leads neither to a page beside, nor to a site or a mailbox.

It stands whole on its line: where Markdown joins two, a browser reads `java` and `script:` as one.
"""
TO_FILE = re.compile(r"(?<=\]\()\s*(?!/)([\w./-]+)(?:#[\w-]+)?\s*\)", re.ASCII)
"""Where a link leads that leads to a page beside."""
FOREIGN = re.compile(r"!\[[^\[\]]*\]\(\s*(https?:[^)\s]*)")
FAULTS = (
    (TEMPLATE, Problem("no-call", NOWHERE, "`{}` is no macro call",
        "A page may only call a macro without words, such as `{{ situations() }}`")),
    (TAG, Problem("html", NOWHERE, "`{}` is HTML", "Write plain words or Markdown")),
    (ATTRIBUTES, Problem("attributes", NOWHERE, "`{}` sets attributes",
        "Remove it: only `{: #id }` may stand behind a heading")),
    (DEFINITION, Problem("link-defined", NOWHERE, "A link is defined apart from its words",
        "Write `[words](address)`")),
    (LONE, Problem("bracket-alone", NOWHERE, "`{}` stands alone",
        "Close it on its line, with none inside, or remove it")),
    (LINK, Problem("link-target", NOWHERE, "`{}` is neither a page nor a site",
        "Write a page's path, or an address that starts with `https://`")),
    (FOREIGN, Problem("fetched-elsewhere", NOWHERE, "`{}` is fetched from another host",
        "Name it as a link, without `!`")),
)  # fmt: skip
"""What is more than words, links and calls: what it looks like, and what is said of it."""
KEYS = ("title",)


def page(front: Front, name: str, lang: Lang, path: str) -> tuple[Page, list[Problem]]:
    """A file that is no record -> its title and calls."""
    calls, problems = calls_in(front.body, path, front.body_line)
    title = front.settings.get("title")
    for key, setting in front.settings.items():
        if key not in KEYS:
            cure = did_you_mean(key, KEYS) or "Keep `title:` alone"
            what = f"`{key}` is no key of a page"
            close = closest(key, KEYS if not title else ())
            swaps = (Swap(setting.at, key, close),) if close else ()
            problems.append(Problem("unknown-key", setting.at, what, cure, swaps=swaps))
            title = title or (setting if close else None)
    if title is None or not (title.values or title.unread):
        cure = "Start the file with `---`, `title:` and the page's name, and `---`"
        if front.body_line > 1:
            cure = "Write `title:` and the page's name in the front matter"
        problems.append(Problem("missing", front.at, "`title` is missing", cure))
    if title and title.many and not title.unread:
        what = "`title` takes one value, not a list"
        problems.append(Problem("not-one-value", title.at, what, "Write it without brackets"))
    words = str(title.values[0]) if title and title.values else ""
    problems += unfit(words, title.at) if title else []
    return Page(name, lang, words, calls, Mark(path)), problems


def calls_in(body: str, path: str, first_line: int) -> tuple[tuple[Call, ...], list[Problem]]:
    """Markdown -> the macro calls in it, in order, and what of it no page may hold."""
    calls, problems = [], []
    for number, line in enumerate(body.split("\n"), first_line):
        for match in CALL.finditer(line):
            calls.append(Call(match[1], Mark(path, number, match.start() + 1)))
        bare = CALL.sub(blanks, line)
        text = HEADING_ID.sub(blanks, TEMPLATE.sub(blanks, bare))
        looked_at = {TEMPLATE: bare, LONE: PAIR.sub(blanks, text)}
        for pattern, fault in FAULTS:
            for match in pattern.finditer(looked_at.get(pattern, text)):
                at, found = Mark(path, number, match.start() + 1), match[match.lastindex or 0]
                problems.append(replace(fault, at=at, what=fault.what.format(found)))
    return tuple(calls), problems


def unfound(front: Front, name: str, path: str, files: Container[str]) -> Iterator[Problem]:
    """A page, and all that are there -> links to pages that are not, and ids that stand twice."""
    ids = set[str]()
    for number, line in enumerate(front.body.split("\n"), front.body_line):
        for match in TO_FILE.finditer(line):
            to = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[1]))
            if posixpath.splitext(to)[1] in ("", ".md") and (
                to not in files or match[1][-1] == "/"
            ):
                what, cure = f"`{match[1]}` is no page", "Write the path of its file, with `.md`"
                yield Problem("dead-link", Mark(path, number, match.start(1) + 1), what, cure)
        for match in HEADING_ID.finditer(line):
            if match[0] in ids:
                what, cure = f"`{match[0]}` stands twice", "Give one of them another id"
                yield Problem("repeated-id", Mark(path, number, match.start() + 1), what, cure)
            ids.add(match[0])


def blanks(match: re.Match[str]) -> str:
    """As many spaces as there were letters, so that columns stay true."""
    return " " * len(match[0])
