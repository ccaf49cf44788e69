"""The rules of what needs a yes: the table knows every line that a page names, and is confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from macros.graph import Library
from macros.model import Approvals, Phrase, Problem, Template
from macros.read import Tree
from macros.read.front import did_you_mean
from macros.rules.style import warning


def unknown_consents(library: Library, tree: Tree) -> Iterator[Problem]:
    """A phrase or template that needs a yes names a line of the table."""
    if any(key.startswith("approvals/") for key in tree.broken):
        return
    known = [line.id for table in library.all(Approvals) for line in table.lines]
    speakers: list[Phrase | Template] = [*library.all(Phrase), *library.all(Template)]
    for record in speakers:
        if record.approval and record.approval not in known:
            what = f"The approvals' table has no line `{record.approval}`"
            cure = did_you_mean(record.approval, known) or f"Its lines: {', '.join(known)}"
            yield Problem("unknown-consent", record.at, what, cure)


def unconfirmed_consents(library: Library, _: Tree) -> Iterator[Problem]:
    """The firm has made each line of the table its own."""
    for table in library.all(Approvals):
        if lines := [line.id for line in table.lines if not line.confirmed]:
            what = f"The firm has not confirmed: {', '.join(lines)}"
            cure = "Write who says yes, and start the line with `- [x]`, in both languages"
            yield warning("consent-unconfirmed", table.at, what, cure)
