"""Pages that are no record: index pages and guides.

They hold words, links and macro calls without arguments, `{{ situations() }}`, and nothing else: no
HTML, no attribute, no expression. Nothing a page says can reach Python or a reader's browser.
"""

from __future__ import annotations

import re

from macros.model import Call, Lang, Mark, Page, Problem, Swap
from macros.read.front import Front, closest, did_you_mean

CALL = re.compile(r"\{\{ *([a-z_]+)\(\) *\}\}")
TEMPLATE = re.compile(r"\{[{%#].*?(?:[}%#]\}|$)|[}%#]\}")
ATTRIBUTES = re.compile(r"\{:?[^{}\n]*\}")
HEADING_ID = re.compile(r"\{: #[a-z0-9-]+ \}")
TAG = re.compile(r"<[A-Za-z/!?][^>\n]*>?")
LINK = re.compile(r"\]\(([^)]*)(\)?)")
DEFINITION = re.compile(r"\]:")
PAIR = re.compile(r"\[[^\[\]]*\]")
LONE = re.compile(r"[\[\]]")
"""Markdown looks for the other end of each bracket: a page full of lone ones takes minutes."""
TARGET = re.compile(r"(?:https?://|mailto:)[\w.~/#?=&%+@,:-]+|(?!//)[\w./-]*(?:#[\w-]+)?", re.ASCII)
"""A link leads to a page beside, to a site, or to a mailbox.

It stands whole on its line: where Markdown joins two, a browser reads `java` and `script:` as one.
"""
KEYS = ("title",)


def page(front: Front, name: str, lang: Lang, path: str) -> tuple[Page, list[Problem]]:
    """A file that is no record -> its title and calls."""
    calls, problems = calls_in(front.body, path, front.body_line)
    problems += prose(front.body, path, front.body_line)
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
    return Page(name, lang, words, calls, Mark(path)), problems


def calls_in(body: str, path: str, first_line: int) -> tuple[tuple[Call, ...], list[Problem]]:
    """Markdown -> the macro calls in it, in order, and what only looks like one."""
    calls, problems = [], []
    for number, line in enumerate(body.split("\n"), first_line):
        for match in CALL.finditer(line):
            calls.append(Call(match[1], Mark(path, number, match.start() + 1)))
        for match in TEMPLATE.finditer(CALL.sub(blanks, line)):
            at = Mark(path, number, match.start() + 1)
            cure = "A page may only call a macro without words, such as `{{ situations() }}`"
            problems.append(Problem("no-call", at, f"`{match[0]}` is no macro call", cure))
    return tuple(calls), problems


def prose(body: str, path: str, first_line: int) -> list[Problem]:
    """Markdown -> what of it is more than words and links, a line at a time."""
    problems = []
    for number, line in enumerate(body.split("\n"), first_line):
        text = HEADING_ID.sub(blanks, TEMPLATE.sub(blanks, CALL.sub(blanks, line)))
        for match in TAG.finditer(text):
            at, cure = Mark(path, number, match.start() + 1), "Write plain words or Markdown"
            problems.append(Problem("html", at, f"`{match[0]}` is HTML", cure))
        for match in ATTRIBUTES.finditer(text):
            at = Mark(path, number, match.start() + 1)
            cure = "Remove it: only `{: #id }` may stand behind a heading"
            problems.append(Problem("attributes", at, f"`{match[0]}` sets attributes", cure))
        if defined := DEFINITION.search(text):
            at = Mark(path, number, defined.start() + 1)
            what, cure = "A link is defined apart from its words", "Write `[words](address)`"
            problems.append(Problem("link-defined", at, what, cure))
        if lone := LONE.search(PAIR.sub(blanks, text)):
            at = Mark(path, number, lone.start() + 1)
            cure = "Close it on its line, with none inside, or remove it"
            problems.append(Problem("bracket-alone", at, f"`{lone[0]}` stands alone", cure))
        for match in LINK.finditer(text):
            if not (match[2] and TARGET.fullmatch(match[1].strip())):
                at = Mark(path, number, match.start(1) + 1)
                what = f"`{match[1]}` is neither a page nor a site"
                cure = "Write a page's path, or an address that starts with `https://`"
                problems.append(Problem("link-target", at, what, cure))
    return problems


def blanks(match: re.Match[str]) -> str:
    """As many spaces as there were letters, so that columns stay true."""
    return " " * len(match[0])
