"""What the search knows of the playbook: entries made from records, and the index cut from them."""

from __future__ import annotations

from macros.search.entries import Entry, entries
from macros.search.index import files

__all__ = ["Entry", "entries", "files"]
