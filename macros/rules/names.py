"""Every name leads to something: a reference to a record, a citation to a passage."""

from __future__ import annotations

from collections.abc import Iterator

from macros.graph import Library
from macros.model import KINDS, Cite, Problem, Ref, Source
from macros.read import Tree
from macros.read.front import did_you_mean
from macros.rules.marks import mark_of


def unknown_records(library: Library, tree: Tree) -> Iterator[Problem]:
    """A reference names a record that exists, by the id it has now."""
    for ref in tree.names:
        if not isinstance(ref, Ref) or ref.key in library.records or ref.key in tree.broken:
            continue
        at = mark_of(ref)
        if new_key := tree.moved.get(ref.key):
            what = f"The {ref.kind} `{ref.id}` has another id now"
            yield Problem("renamed-record", at, what, f"Write `{new_key.partition('/')[2]}`")
        elif ref.key in tree.drafts:
            what, cure = f"The {ref.kind} `{ref.id}` is a draft", "Finish it, or leave it out here"
            yield Problem("draft-named", at, what, cure)
        elif retired := tree.retired.get(ref.key):
            what, near = f"The {ref.kind} `{ref.id}` is retired", retired.nearest
            other = f"`{near.id}`" if near.kind == ref.kind else "another one"
            yield Problem("retired-record", at, what, f"Write {other}, or leave it out")
        else:
            what = f"There is no {ref.kind} `{ref.id}`"
            yield Problem("unknown-record", at, what, closest_record(ref, library, tree))


def closest_record(ref: Ref, library: Library, tree: Tree) -> str:
    """A cure that names the record somebody may have meant, or says how to add one."""
    keys = (key.partition("/") for key in {*library.records, *tree.broken})
    ids = sorted(name for kind, _, name in keys if kind == ref.kind)
    folder = KINDS[ref.kind].folder
    return (
        did_you_mean(ref.id, ids) or f"Name a file of docs/vi/{folder}, or add {folder}/{ref.id}.md"
    )


def unknown_passages(library: Library, tree: Tree) -> Iterator[Problem]:
    """A citation names a passage that exists."""
    passages = {
        source.id: {passage.id for passage in source.passages} for source in library.all(Source)
    }
    for cite in tree.names:
        if not isinstance(cite, Cite) or f"source/{cite.source}" in tree.broken:
            continue
        if cite.source not in passages:
            what = f"There is no source `{cite.source}`"
            cure = (
                did_you_mean(cite.source, list(passages))
                or f"Sources are: {', '.join(sorted(passages))}"
            )
            yield Problem("unknown-source", mark_of(cite), what, cure)
        elif cite.passage not in passages[cite.source]:
            what = f"`{cite.source}` has no passage {cite.passage}"
            cure = f"It has 1 to {len(passages[cite.source])}"
            yield Problem("unknown-passage", mark_of(cite), what, cure)
