"""Pages that are no record: the macros they call, and that both languages call the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from macros.graph import Library
from macros.model import KINDS, PAGE_MACROS, Page, Problem
from macros.read import Tree
from macros.read.front import did_you_mean


def wrong_calls(library: Library, _: Tree) -> Iterator[Problem]:
    """A page calls macros that exist, and none of a record's."""
    names = [*KINDS, *PAGE_MACROS]
    for call in (call for page in library.pages for call in page.calls):
        if call.name not in names:
            what = f"There is no macro `{call.name}`"
            cure = did_you_mean(call.name, names) or f"Macros: {', '.join(names)}"
            yield Problem("unknown-macro", call.at, what, cure)
        elif call.name in KINDS:
            what = f"`{call.name}` belongs on a record's own page"
            cure = f"Show it from its own page in {KINDS[call.name].folder}/ and link there"
            yield Problem("macro-of-a-record", call.at, what, cure)


def unmatched_pages(library: Library, _: Tree) -> Iterator[Problem]:
    """Both languages of a page call the same macros."""
    versions: dict[str, list[Page]] = defaultdict(list)
    for page in library.pages:
        versions[page.path].append(page)
    for pages in versions.values():
        if len(pages) != 2:
            continue
        first, second = pages
        if [call.name for call in first.calls] != [call.name for call in second.calls]:
            what = f"This page calls other macros than {first.at.path}"
            cure = "Call the same, in the same order"
            yield Problem("macros-differ", second.at, what, cure)
