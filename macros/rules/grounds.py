"""What a record rests on and leads to: passages for principles, work for cases, true states."""

from __future__ import annotations

from collections.abc import Iterator

from macros.graph import Library
from macros.model import LANGS, Case, Passage, Principle, Problem, Source
from macros.read import Tree
from macros.read.shapes import labels_of

GONE = "`[state: merged] [into: KEY:NUMBER]`, or `[state: left-out]` with a reason"
"""How a passage is written that no record cites."""


def lonely_principles(library: Library, tree: Tree) -> Iterator[Problem]:
    """A principle rests on a passage, and a case shows it at work."""
    shown = {
        link.target for case in library.all(Case) for link in library.links_from.get(case.key, ())
    }
    # A case that cannot be read, or that names a principle amiss, may mean this one.
    unread = tree.has_broken("case")
    unread |= any(key.startswith("principle/") for key in shown - set(library.records))
    for principle in library.all(Principle):
        if not principle.cites:
            what = "This principle rests on no passage"
            cure = "Below the title, write `[KEY:NUMBER]` in place of `[editorial]`"
            yield Problem("principle-without-passage", principle.title.at, what, cure)
        if principle.key not in shown and not unread:
            what = "No case shows this principle"
            cure = f"Write `[principles/{principle.id}]` below a lesson of a case"
            yield Problem("principle-without-case", principle.at, what, cure)


def idle_cases(library: Library, _: Tree) -> Iterator[Problem]:
    """A case leads to something to do or to say."""
    for case in library.all(Case):
        if not case.checklists and not case.phrases:
            what = "This case leads to nothing to do or say"
            cure = "Add `checklists: [ID]` or `phrases: [ID]` to the front matter"
            yield Problem("case-leads-to-nothing", case.at, what, cure)


def untrue_passages(library: Library, _: Tree) -> Iterator[Problem]:
    """Passages are numbered in order, and the state of each is what the records show."""
    for source in library.all(Source):
        for number, passage in enumerate(source.passages, 1):
            if passage.id != str(number):
                what = f"Passage {passage.id} stands where {number} should"
                cure = "Number passages from `^1`, in order"
                yield Problem("passage-out-of-order", passage.at, what, cure)
                break
        for passage in source.passages:
            yield from untrue_use(library, source, passage)
            yield from untrue_reason(library, source, passage)


def untrue_use(library: Library, source: Source, passage: Passage) -> Iterator[Problem]:
    """A passage is called used where a record cites it, and nowhere else."""
    name = f"{source.id}:{passage.id}"
    uses = library.uses.get(name, ())
    if passage.state == "open":
        what = f"Passage {name} is still open"
        cure = f"Cite it in a record and write `[state: used]`, or write {GONE}"
        yield Problem("passage-open", passage.at, what, cure)
    elif passage.state == "used" and not uses:
        what = f"Passage {name} is called used, and no record cites it"
        cure = f"Cite it in a record, or write {GONE}"
        yield Problem("passage-not-cited", passage.at, what, cure)
    elif passage.state != "used" and uses:
        what = f"Passage {name} is called {passage.state}, and {uses[0].record} cites it"
        without = f", without `[into: {passage.into}]`" if passage.into else ""
        yield Problem("passage-cited", passage.at, what, f"Write `[state: used]`{without}")


def untrue_reason(library: Library, source: Source, passage: Passage) -> Iterator[Problem]:
    """A passage that is not used says where it went, or why it was left out."""
    name, into = f"{source.id}:{passage.id}", passage.into
    if (passage.state == "merged") != (into is not None):
        what = f"Passage {name}: `[state: merged]` and `[into: KEY:NUMBER]` belong together"
        yield Problem("passage-half-merged", passage.at, what, "Write both or neither")
    if passage.state == "left-out" and passage.reason is None:
        (reason,) = labels_of(Passage)
        what = f"Passage {name} is left out without a reason"
        vi, en = (f"`- {reason.words[lang]}: …`" for lang in LANGS)
        cure = f"Add {vi} below it, in English {en}"
        yield Problem("passage-without-reason", passage.at, what, cure)
    if into and into.source == source.id:
        target = library.passages[source.id].get(into.passage)
        if target is None or target.state != "used":
            what = f"Passage {name} is merged into one that is not used"
            yield Problem("passage-merged-into-unused", into.at, what, "Name a used passage")
