"""What MkDocs' search holds, an entry a heading -> what ours holds, an entry a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MARK = "\u2063"
"""Stands around what a record is found by and does not show.

That is its kind, its aliases and, on an English page, what is Vietnamese.
"""
LINES = 2
"""Of a page that is no record the search keeps its first lines: the rest repeats the records."""


@dataclass
class Page:
    """What was gathered of one page."""

    path: str
    title: str
    blocks: list[str] = field(default_factory=list)
    """Its text in pieces that no markup parts."""
    heads: list[str] = field(default_factory=list)
    """Its headings that head some text."""


def entries(docs: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Entries a heading, text as HTML -> entries a page, `text` in lines.

    A record has `kind`, `aliases` and `other` too.
    """
    pages: dict[str, Page] = {}
    for doc in docs:
        path = doc["location"].partition("#")[0]
        pieces = (" ".join(piece.split()) for piece in re.split(r"<[^>]+>", doc["text"]))
        blocks = [piece for piece in pieces if piece]
        page = pages.get(path)
        if page and blocks and doc["title"] != page.title:
            page.heads.append(doc["title"])
        pages.setdefault(path, Page(path, doc["title"])).blocks.extend(blocks)
    return [entry(page) for page in pages.values()]


def entry(page: Page) -> dict[str, str]:
    """One page. Its headings come last: a page found by other words shows what they head."""
    known = {"location": page.path, "title": page.title}
    hidden = next((block for block in page.blocks if block.startswith(MARK)), None)
    if hidden is None:
        return known | {"text": "\n".join(page.blocks[:LINES])}
    _, kind, aliases, other = hidden.split(MARK)
    shown = [block for block in page.blocks if not block.startswith(MARK)]
    text = "\n".join([*shown, *page.heads])
    return known | {"text": text, "kind": kind, "aliases": aliases, "other": other}
