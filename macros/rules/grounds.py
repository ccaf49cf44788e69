"""What a record rests on and leads to: passages for principles, work for cases, true states."""

from __future__ import annotations

from collections.abc import Iterator

from macros.graph import Library
from macros.model import LANGS, Case, Passage, Principle, Problem, Source
from macros.read import Tree
from macros.read.shapes import labels_of
from macros.rules.marks import mark_in, mark_of

GONE = "`[state: merged] [into: KEY:NUMBER]`, or `[state: left-out]` with a reason"
"""How a passage is written that no record cites."""


def lonely_principles(library: Library, tree: Tree) -> Iterator[Problem]:
    """A principle rests on a passage, and a case shows it at work."""
    shown = {
        link.target for case in library.all(Case) for link in library.links_from.get(case.key, ())
    }
    # A case that cannot be read, or that names a principle amiss, may mean this one.
    unread = any(key.startswith("case/") for key in tree.broken)
    unread |= any(key.startswith("principle/") for key in shown - set(library.records))
    for principle in library.all(Principle):
        if not principle.cites:
            what = "This principle rests on no passage"
            cure = "Below the title, write `[KEY:NUMBER]` in place of `[editorial]`"
            at = mark_in(principle.title, "vi")
            yield Problem("principle-without-passage", at, what, cure)
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
    """The state of each passage is what the records show."""
    for source in library.all(Source):
        numbered = enumerate(source.passages, 1)
        if amiss := next(((n, part) for n, part in numbered if part.id != str(n)), None):
            number, passage = amiss
            what = f"Passage {passage.id} stands where {number} should"
            cure = "Number passages from `^1`, in order"
            yield Problem("passage-out-of-order", mark_of(passage), what, cure)
        for passage in source.passages:
            yield from untrue_use(library, source, passage)
            yield from untrue_reason(source, passage)


def untrue_use(library: Library, source: Source, passage: Passage) -> Iterator[Problem]:
    """A passage is called used where a record cites it, and nowhere else."""
    at, name = mark_of(passage), f"{source.id}:{passage.id}"
    uses = library.uses.get(name, ())
    if passage.state == "open":
        what = f"Passage {name} is still open"
        cure = f"Cite it in a record and write `[state: used]`, or write {GONE}"
        yield Problem("passage-open", at, what, cure)
    elif passage.state == "used" and not uses:
        what = f"Passage {name} is called used, and no record cites it"
        yield Problem("passage-not-cited", at, what, f"Cite it in a record, or write {GONE}")
    elif passage.state != "used" and uses:
        what = f"Passage {name} is called {passage.state}, and {uses[0].record} cites it"
        without = f", without `[into: {passage.into}]`" if passage.into else ""
        yield Problem("passage-cited", at, what, f"Write `[state: used]`{without}")


def untrue_reason(source: Source, passage: Passage) -> Iterator[Problem]:
    """A passage that is not used says where it went, or why it was left out."""
    at, name = mark_of(passage), f"{source.id}:{passage.id}"
    if (passage.state == "merged") != (passage.into is not None):
        what = f"Passage {name}: `[state: merged]` and `[into: KEY:NUMBER]` belong together"
        yield Problem("passage-half-merged", at, what, "Write both or neither")
    if passage.state == "left-out" and passage.reason is None:
        (reason,) = labels_of(Passage)
        what = f"Passage {name} is left out without a reason"
        vi, en = (f"`- {reason.words[lang]}: …`" for lang in LANGS)
        yield Problem("passage-without-reason", at, what, f"Add {vi} below it, in English {en}")
    states = {other.id: other.state for other in source.passages}
    into = passage.into
    if into and into.source == source.id and states.get(into.passage) != "used":
        what = f"Passage {name} is merged into one that is not used"
        yield Problem("passage-merged-into-unused", mark_of(into), what, "Name a used passage")
