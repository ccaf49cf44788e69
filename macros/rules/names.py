"""Every name leads to something: to a record, a passage, a line of the approvals, a macro."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from macros.graph import Library
from macros.graph.library import inside
from macros.model import (
    ADDRESSES,
    FOLDERS,
    KINDS,
    PAGE_MACROS,
    Approvals,
    Cite,
    Mark,
    Phrase,
    Problem,
    Ref,
    Swap,
    Template,
)
from macros.read import Tree
from macros.read.decode import PRINTED
from macros.read.front import FEW, closest, did_you_mean
from macros.read.ids import SLUG


def unknown_records(library: Library, tree: Tree) -> Iterator[Problem]:
    """A reference names a record that exists, by the id it has now."""
    known: dict[str, list[str]] = defaultdict(list)
    for key in sorted({*library.records, *tree.broken}):
        known[key.partition("/")[0]].append(key.partition("/")[2])
    guesses = 0
    for ref in tree.names:
        if not isinstance(ref, Ref) or ref.kind not in KINDS:
            continue
        if ref.key in library.records or ref.key in tree.broken:
            continue
        if rings(tree, ref.key):
            what = f"`{ref.id}` leads round in a ring, and to no record"
            yield Problem("leads-in-a-ring", ref.at, what, "Name a record that is there")
        elif new_key := tree.moved.get(ref.key):
            what = f"The {ref.kind} `{ref.id}` has another id now"
            new = new_key.partition("/")[2]
            swap = Swap(ref.at, ref.id, new)
            yield Problem("renamed-record", ref.at, what, f"Write `{new}`", swaps=(swap,))
        elif ref.key in tree.drafts:
            what, cure = f"The {ref.kind} `{ref.id}` is a draft", "Finish it, or leave it out here"
            yield Problem("draft-named", ref.at, what, cure)
        elif retired := tree.retired.get(ref.key):
            what, near = f"The {ref.kind} `{ref.id}` is retired", retired.nearest
            other = f"`{near.id}`" if near.kind == ref.kind else "another one"
            yield Problem("retired-record", ref.at, what, f"Write {other}, or leave it out")
        else:
            what, folder = f"There is no {ref.kind} `{ref.id}`", KINDS[ref.kind].folder
            guesses += 1
            swaps = meant(ref.id, known[ref.kind], ref.at) if guesses <= FEW else ()
            add = f"Name a file of docs/vi/{folder}, or add {folder}/{ref.id}.md"
            cure = f"Did you mean `{swaps[0].new}`?" if swaps else add
            yield Problem("unknown-record", ref.at, what, cure, swaps=swaps)


def rings(tree: Tree, key: str) -> bool:
    """Whether pages left in records' places lead from one to the other for ever."""
    passed = set[str]()
    while key and key not in passed:
        passed.add(key)
        left = tree.retired.get(key)
        key = left.nearest.key if left else tree.moved.get(key, "")
    return bool(key)


def meant(word: str, known: Iterable[str], at: Mark) -> tuple[Swap, ...]:
    """The known word that another one is most like, in its place."""
    close = closest(word, known)
    return (Swap(at, word, close),) if close else ()


def unknown_passages(library: Library, tree: Tree) -> Iterator[Problem]:
    """A citation names a passage that exists."""
    for cite in tree.names:
        if not isinstance(cite, Cite) or f"source/{cite.source}" in tree.broken:
            continue
        count, key = len(library.passages.get(cite.source, ())), f"source/{cite.source}"
        if way := tree.moved.get(key):
            what, cure = f"The source `{cite.source}` has another id now", "Write `{}:{}`"
            cure = cure.format(way.partition("/")[2], cite.passage)
            yield Problem("renamed-source", cite.at, what, cure)
        elif key in tree.retired:
            cure = "Cite another document, or take away what rests on it"
            yield Problem("retired-source", cite.at, f"The source `{cite.source}` is retired", cure)
        elif not count:
            sources = sorted(library.passages)
            what = f"There is no source `{cite.source}`"
            cure = did_you_mean(cite.source, sources) or f"Sources are: {', '.join(sources)}"
            swaps = meant(cite.source, sources, cite.at)
            yield Problem("unknown-source", cite.at, what, cure, swaps=swaps)
        elif cite.passage not in library.passages[cite.source]:
            what = f"`{cite.source}` has no passage {cite.passage}"
            yield Problem("unknown-passage", cite.at, what, f"It has 1 to {count}")


def unknown_consents(library: Library, tree: Tree) -> Iterator[Problem]:
    """A phrase or template that needs a yes names a line of the approvals' table."""
    if tree.has_broken("approvals"):
        return
    known = [line.id for table in library.all(Approvals) for line in table.lines]
    speakers: list[Phrase | Template] = [*library.all(Phrase), *library.all(Template)]
    for record in speakers:
        if record.approval and record.approval not in known:
            what = f"The approvals' table has no line `{record.approval}`"
            cure = did_you_mean(record.approval, known) or f"Its lines: {', '.join(known)}"
            yield Problem("unknown-consent", record.at, what, cure)


def wrong_calls(library: Library, _: Tree) -> Iterator[Problem]:
    """A page calls macros that exist and are for pages."""
    seen = set[tuple[str, str]]()
    for page, call in ((one, call) for one in library.pages for call in one.calls):
        if call.name not in PAGE_MACROS:
            what = f"There is no macro `{call.name}`"
            cure = did_you_mean(call.name, PAGE_MACROS) or f"Macros: {', '.join(PAGE_MACROS)}"
            swaps = meant(call.name, PAGE_MACROS, call.at)
            yield Problem("unknown-macro", call.at, what, cure, swaps=swaps)
        elif ADDRESSES[call.name] != page.address or (page.lang, call.name) in seen:
            what = f"`{call.name}` fills its own page, once: its links lead from there"
            cure = f"Remove it here; its page stands at `/{ADDRESSES[call.name]}`"
            yield Problem("macro-elsewhere", call.at, what, cure)
        seen.add((page.lang, call.name))


def dead_links(library: Library, tree: Tree) -> Iterator[Problem]:
    """A link of a page leads to one that is published, and to an id that stands there."""
    known = {(page.lang, page.path): page for page in library.pages}
    led = {*library.records, *tree.broken, *tree.moved, *tree.retired}
    for page, link in ((one, link) for one in library.pages for link in one.links):
        path, _, name = link.name.partition("#")
        lang = page.lang
        if path[:1] == "/":
            lang = "en" if f"{path}/".startswith("/en/") else "vi"
            address = path.removeprefix("/en" if lang == "en" else "").strip("/")
            index = f"{address}/index.md".removeprefix("/")
            path = index if (lang, index) in known else f"{address}.md"
        folder, _, stem = path.removesuffix(".md").rpartition("/")
        key = f"{FOLDERS[folder].kind}/{stem}" if folder in FOLDERS and path[-3:] == ".md" else ""
        target = known.get((lang, path))
        words_alone = target and not target.calls
        inner = inside(library.records.get(key)) if name else ()
        ids = {one.id for one in inner if type(one).__name__ in PRINTED}
        ids |= (target.ids if target else set()) | (set() if words_alone else {"top"})
        if not target and key not in led:
            what, cure = f"`{path}` is no page", "Write the path of its file, with `.md`"
            if key in tree.drafts:
                what, cure = f"`{path}` is a draft", "Keep the words, and leave the link out"
            yield Problem("dead-link", link.at, what, cure)
        elif name and name not in ids and key not in tree.broken:
            cure = f"Leave `#{name}` out" if target is not page else "Leave the link out"
            if words_alone and SLUG.fullmatch(name):
                cure = f"Write `{{: #{name} }}` behind the heading that is meant there"
            yield Problem("unknown-anchor", link.at, f"{path} has no id `{name}`", cure)


def unmatched_pages(library: Library, _: Tree) -> Iterator[Problem]:
    """Both languages of a page call the same macros."""
    for one, other in pairwise(library.pages):
        differ = [call.name for call in one.calls] != [call.name for call in other.calls]
        if one.path == other.path and differ:
            what = f"This page calls other macros than {one.at.path}"
            yield Problem("macros-differ", other.at, what, "Call the same, in the same order")
