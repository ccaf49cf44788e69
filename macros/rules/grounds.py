"""What a record rests on and leads to: passages for principles, work for cases, true states."""

from __future__ import annotations

from collections.abc import Iterator

from macros.graph import Library
from macros.read import Tree
from macros.model import Case, Passage, Principle, Problem, Source
from macros.rules.marks import mark_of


def lonely_principles(library: Library, tree: Tree) -> Iterator[Problem]:
    """A principle rests on a passage, and a case shows it at work."""
    shown = {
        link.target for case in library.all(Case) for link in library.links_from.get(case.key, ())
    }
    case_unread = any(key.startswith("case/") for key in tree.broken)
    for principle in library.all(Principle):
        if not principle.cites:
            what = "This principle rests on no passage"
            cure = "Write `cites: [reputation:5]`, say, in place of `origin: editorial`"
            yield Problem("principle-without-passage", principle.at, what, cure)
        if principle.key not in shown and not case_unread:
            what = "No case shows this principle"
            cure = f"Name `{principle.id}` in a lesson of a case"
            yield Problem("principle-without-case", principle.at, what, cure)


def idle_cases(library: Library, _: Tree) -> Iterator[Problem]:
    """A case leads to something to do or to say."""
    for case in library.all(Case):
        if not case.checklists and not case.phrases:
            what = "This case leads to nothing to do or say"
            cure = "Add `checklists: [ID]` or `phrases: [ID]`, with the names of files for `ID`"
            yield Problem("case-leads-to-nothing", case.at, what, cure)


def untrue_passages(library: Library, _: Tree) -> Iterator[Problem]:
    """The state of each passage is what the records show."""
    for source in library.all(Source):
        for number, passage in enumerate(source.passages, 1):
            if passage.id != str(number):
                what = f"Passage {passage.id} stands where {number} should"
                cure = "Number passages from 1, in order"
                yield Problem("passage-out-of-order", mark_of(passage), what, cure)
            yield from untrue_use(library, source, passage)
            yield from untrue_reason(source, passage)


def untrue_use(library: Library, source: Source, passage: Passage) -> Iterator[Problem]:
    """A passage is called used where a record cites it, and nowhere else."""
    at, name = mark_of(passage), f"{source.id}:{passage.id}"
    uses = library.uses.get(name, ())
    if passage.state == "open":
        what = f"Passage {name} is still open"
        cure = "Cite it in a record and write `used`, or leave it out with a reason"
        yield Problem("passage-open", at, what, cure)
    elif passage.state == "used" and not uses:
        what = f"Passage {name} is called used, and no record cites it"
        yield Problem("passage-not-cited", at, what, "Cite it, merge it or leave it out")
    elif passage.state != "used" and uses:
        what = f"Passage {name} is called {passage.state}, and {uses[0].record} cites it"
        yield Problem("passage-cited", at, what, "Write `state: used`")


def untrue_reason(source: Source, passage: Passage) -> Iterator[Problem]:
    """A passage that is not used says where it went, or why it was left out."""
    at, name = mark_of(passage), f"{source.id}:{passage.id}"
    if (passage.state == "merged") != (passage.into is not None):
        what = f"Passage {name}: `merged` and `into` belong together"
        yield Problem("passage-half-merged", at, what, "Write both or neither")
    if passage.state == "left-out" and passage.reason is None:
        what = f"Passage {name} is left out without a reason"
        yield Problem("passage-without-reason", at, what, "Add `reason:`")
    states = {other.id: other.state for other in source.passages}
    into = passage.into
    if into and into.source == source.id and states.get(into.passage) != "used":
        what = f"Passage {name} is merged into one that is not used"
        yield Problem("passage-merged-into-unused", mark_of(into), what, "Name a used passage")
