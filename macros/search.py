"""What MkDocs' search holds, an entry for each heading -> what ours holds, an entry for each page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

MARK = "\u2063"
"""Stands around what a record is found by and does not show: its kind, its aliases, and what is Vietnamese on an English page."""
LINES = 2
"""Of a page that is no record the search keeps its first lines: the rest repeats the records."""


def entries(docs: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Entries by heading, text as HTML -> entries by page: `text` in lines; `kind`, `aliases` and `other` where it is a record."""
    titles: dict[str, str] = {}
    blocks: dict[str, list[str]] = {}
    heads: dict[str, list[str]] = {}
    for doc in docs:
        path = doc["location"].partition("#")[0]
        found = [" ".join(block.split()) for block in re.split(r"<[^>]+>", doc["text"])]
        found = [block for block in found if block]
        if path in titles and found and doc["title"] != titles[path]:
            heads[path].append(doc["title"])
        titles.setdefault(path, doc["title"])
        heads.setdefault(path, [])
        blocks.setdefault(path, []).extend(found)
    return [entry(path, title, blocks[path], heads[path]) for path, title in titles.items()]


def entry(path: str, title: str, blocks: list[str], heads: list[str]) -> dict[str, str]:
    """One page. Its headings come last: what they head is what a reader wants to see of a page that was found by other words."""
    hidden = next((block for block in blocks if block.startswith(MARK)), None)
    if hidden is None:
        return {"location": path, "title": title, "text": "\n".join(blocks[:LINES])}
    _, kind, aliases, other = hidden.split(MARK)
    text = "\n".join([*(block for block in blocks if not block.startswith(MARK)), *heads])
    return {
        "location": path,
        "title": title,
        "text": text,
        "kind": kind,
        "aliases": aliases,
        "other": other,
    }
