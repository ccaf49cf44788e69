"""What a record rests on and leads to: passages for principles, work for cases, true states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from macros.graph import Library
from macros.model import LANGS, Case, Cite, Passage, Principle, Problem, Source
from macros.read import Tree
from macros.read.shapes import labels_of


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


def untrue_passages(library: Library, tree: Tree) -> Iterator[Problem]:
    """Passages are numbered in order, and what is said of each is what the records show.

    A record with errors cites what it names; one of which nothing can be read may cite any.
    """
    cites = defaultdict(list)
    for name in tree.names:
        if isinstance(name, Cite):
            cites[name.source].append(name)
    for source in library.all(Source):
        for number, passage in enumerate(source.passages, 1):
            if passage.id != str(number):
                what = f"Passage {passage.id} stands where {number} should"
                cure = "Number passages from `^1`, in order"
                yield Problem("passage-out-of-order", passage.at, what, cure)
                break
        named = {str(cite) for cite in cites[source.id] if cite.at.path != source.at.path}
        unread = [one for one in source.passages if library.state(source.id, one) == "open"]
        unread = [one for one in unread if f"{source.id}:{one.id}" not in named]
        if unread and not tree.unread:
            what = f"No page cites passage {', '.join(one.id for one in unread)} of {source.id}"
            (label,) = labels_of(Passage)
            vi, en = (f"`- {label.words[lang]}: …`" for lang in LANGS)
            cure = f"Cite each, or write `[into: KEY:NUMBER]` below it, or {vi}, in English {en}"
            yield Problem("passage-open", unread[0].at, what, cure, "warning")
        for passage in source.passages:
            yield from untrue_use(library, source, passage, named)


def untrue_use(
    library: Library, source: Source, passage: Passage, named: set[str]
) -> Iterator[Problem]:
    """A passage that a record cites has a gist, and went nowhere else."""
    name, into = f"{source.id}:{passage.id}", passage.into
    uses = library.uses.get(name, ())
    if uses and not passage.gist:
        what = f"{uses[0].record} cites passage {name}, which says nothing yet"
        cure = f"Write what it says before `^{passage.id}`, in both languages"
        yield Problem("passage-without-gist", passage.at, what, cure)
    if uses and (into or passage.reason):
        what = f"Passage {name} is not used, it says here, and {uses[0].record} cites it"
        wrong = f"`[into: {into}]`" if into else "its reason"
        yield Problem("passage-cited", passage.at, what, f"Take {wrong} away")
    if into and into.source == source.id and str(into) not in named:
        what = f"Passage {name} is merged into one that is not used"
        yield Problem("passage-merged-into-unused", into.at, what, "Name a used passage")
