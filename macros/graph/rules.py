"""The rules a Library keeps: what must link to what, and what each source passage must show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from macros.graph.library import Library
from macros.graph.paths import broken_paths
from macros.read import Tree
from macros.read.front import did_you_mean
from macros.model import (
    KINDS,
    PAGE_MACROS,
    Case,
    Checklist,
    Cite,
    Mark,
    Page,
    Phrase,
    Principle,
    Problem,
    Ref,
    Source,
)

SLOT = re.compile(r"\[([^\]]*)\]")


def broken_rules(library: Library, tree: Tree) -> list[Problem]:
    """Every rule that a Library breaks, each with its place and cure."""
    return [
        *unknown_records(library, tree),
        *unknown_passages(library, tree),
        *lonely_records(library, tree),
        *untrue_passages(library),
        *loose_slots(library),
        *repeated_items(library),
        *wrong_calls(library),
        *unmatched_pages(library.pages),
        *broken_paths(library),
    ]


def unknown_records(library: Library, tree: Tree) -> Iterator[Problem]:
    """A reference must name a record that exists."""
    for ref in tree.names:
        if not isinstance(ref, Ref) or ref.key in library.records or ref.key in tree.broken:
            continue
        if ref.kind not in KINDS:
            yield Problem(
                "todo",
                place(ref.at),
                f"`{ref.kind}` is no kind of record",
                did_you_mean(ref.kind, list(KINDS)) or kinds(),
            )
            continue
        if way := tree.moved.get(ref.key):
            yield Problem(
                "todo",
                place(ref.at),
                f"The {ref.kind} `{ref.id}` has another id now",
                f"Write `{way.partition('/')[2]}`",
            )
            continue
        known = [
            key.partition("/")[2]
            for key in {*library.records, *tree.broken}
            if key.startswith(f"{ref.kind}/")
        ]
        folder = KINDS[ref.kind].folder
        cure = (
            did_you_mean(ref.id, sorted(known))
            or f"Name a file of docs/vi/{folder}, or add {folder}/{ref.id}.md"
        )
        yield Problem("todo", place(ref.at), f"There is no {ref.kind} `{ref.id}`", cure)


def unknown_passages(library: Library, tree: Tree) -> Iterator[Problem]:
    """A citation must name a passage that exists."""
    sources = {
        source.id: {passage.id for passage in source.passages} for source in library.all(Source)
    }
    for cite in tree.names:
        if not isinstance(cite, Cite) or f"source/{cite.source}" in tree.broken:
            continue
        if cite.source not in sources:
            cure = (
                did_you_mean(cite.source, list(sources))
                or f"Sources are: {', '.join(sorted(sources))}"
            )
            yield Problem("todo", place(cite.at), f"There is no source `{cite.source}`", cure)
        elif cite.passage not in sources[cite.source]:
            what = f"`{cite.source}` has no passage {cite.passage}"
            yield Problem("todo", place(cite.at), what, f"It has 1 to {len(sources[cite.source])}")


def lonely_records(library: Library, tree: Tree) -> Iterator[Problem]:
    """A principle rests on a passage and is shown by a case; a case leads to something to do or say."""
    linked_by_case = {
        link.target for case in library.all(Case) for link in library.links_from.get(case.key, ())
    }
    anything_broken = any(key.startswith("case/") for key in tree.broken)
    for principle in library.all(Principle):
        if not principle.cites:
            yield Problem(
                "todo",
                principle.at,
                "This principle rests on no passage",
                "Write `cites: [reputation:5]`, say, in place of `origin: editorial`",
            )
        if principle.key not in linked_by_case and not anything_broken:
            cure = f"Name `{principle.id}` in a lesson of a case"
            yield Problem("todo", principle.at, "No case shows this principle", cure)
    for case in library.all(Case):
        if not case.checklists and not case.phrases:
            yield Problem(
                "todo",
                case.at,
                "This case leads to nothing to do or say",
                "Add `checklists: [ID]` or `phrases: [ID]`, with the names of files for `ID`",
            )


def untrue_passages(library: Library) -> Iterator[Problem]:
    """The state of a passage must be what the records show."""
    for source in library.all(Source):
        states = {passage.id: passage.state for passage in source.passages}
        for number, passage in enumerate(source.passages, 1):
            at, name = passage.at or source.at, f"{source.id}:{passage.id}"
            if passage.id != str(number):
                yield Problem(
                    "todo",
                    at,
                    f"Passage {passage.id} stands where {number} should",
                    "Number passages from 1, in order",
                )
            if passage.state == "open":
                yield Problem(
                    "todo",
                    at,
                    f"Passage {name} is still open",
                    "Cite it in a record and write `used`, or leave it out with a reason",
                )
            elif passage.state == "used" and name not in library.uses:
                yield Problem(
                    "todo",
                    at,
                    f"Passage {name} is called used, and no record cites it",
                    "Cite it, merge it or leave it out",
                )
            elif passage.state != "used" and name in library.uses:
                where = library.uses[name][0].record
                yield Problem(
                    "todo",
                    at,
                    f"Passage {name} is called {passage.state}, and {where} cites it",
                    "Write `state: used`",
                )
            if (passage.state == "merged") != (passage.into is not None):
                yield Problem(
                    "todo",
                    at,
                    f"Passage {name}: `merged` and `into` belong together",
                    "Write both or neither",
                )
            if (passage.state == "left-out") and passage.reason is None:
                yield Problem(
                    "todo", at, f"Passage {name} is left out without a reason", "Add `reason:`"
                )
            if (
                passage.into
                and passage.into.source == source.id
                and states.get(passage.into.passage) != "used"
            ):
                yield Problem(
                    "todo",
                    place(passage.into.at),
                    f"Passage {name} is merged into one that is not used",
                    "Name a used passage",
                )


def loose_slots(library: Library) -> Iterator[Problem]:
    """Every `[slot]` in a wording is declared, and every declared slot is used in the best one."""
    for phrase in library.all(Phrase):
        declared = {slot.id for slot in phrase.slots}
        for name, wording in (
            ("poor", phrase.poor),
            ("better", phrase.better),
            ("best", phrase.best),
        ):
            for lang, text, at in (
                ("vi", wording.text.vi, wording.text.at),
                ("en", wording.text.en, wording.text.en_at),
            ):
                found = set(SLOT.findall(text))
                for slot in sorted(found - declared):
                    cure = (
                        did_you_mean(slot, sorted(declared))
                        or "Declare it under `slots`, or fill it in"
                    )
                    yield Problem(
                        "todo", place(at), f"`[{slot}]` in `{name}` ({lang}) is no slot", cure
                    )
                for slot in sorted(declared - found) if name == "best" and at else ():
                    what = f"The slot `{slot}` is not in `best` ({lang})"
                    yield Problem(
                        "todo", place(at), what, f"Write `[{slot}]` in it, or remove the slot"
                    )


def repeated_items(library: Library) -> Iterator[Problem]:
    """An item's id is its own on the whole list: ticks are kept by it."""
    for checklist in library.all(Checklist):
        counts = Counter(item.id for item in checklist.items)
        for item in checklist.items:
            if counts[item.id] > 1:
                what = f"The item `{item.id}` stands at two pause points"
                yield Problem(
                    "todo",
                    item.at or checklist.at,
                    what,
                    "Give each its own id: ticks are kept by it",
                )


def wrong_calls(library: Library) -> Iterator[Problem]:
    """A page calls macros that exist, with what they take."""
    names = [*KINDS, *PAGE_MACROS]
    for call in (call for page in library.pages for call in page.calls):
        if call.name not in names:
            yield Problem(
                "todo",
                call.at,
                f"There is no macro `{call.name}`",
                did_you_mean(call.name, names) or f"Macros: {', '.join(names)}",
            )
        elif call.name in PAGE_MACROS and call.args:
            yield Problem(
                "todo", call.at, f"`{call.name}` takes no words", f"Write `{{{{ {call.name}() }}}}`"
            )
        elif call.name in KINDS:
            cure = f"Show it from its own page in {KINDS[call.name].folder}/ and link there"
            yield Problem("todo", call.at, f"`{call.name}` belongs on a record's own page", cure)


def unmatched_pages(pages: tuple[Page, ...]) -> Iterator[Problem]:
    """Both languages of a page call the same macros."""
    by_path: dict[str, list[Page]] = {}
    for page in pages:
        by_path.setdefault(page.path, []).append(page)
    for pair in by_path.values():
        if len(pair) == 2 and [call.name for call in pair[0].calls] != [
            call.name for call in pair[1].calls
        ]:
            yield Problem(
                "todo",
                pair[1].at,
                f"This page calls other macros than {pair[0].at.path}",
                "Call the same, in the same order",
            )


def place(at: Mark | None) -> Mark:
    """A mark that is there in everything that was read from a file."""
    assert at is not None
    return at


def kinds() -> str:
    """The kinds, as a cure."""
    return f"Kinds are: {', '.join(KINDS)}"
