"""Every hash of the playbook: what must count as a change, and what must not.

Readers keep these hashes on their devices, so a change to what goes into one tells all of them,
wrongly, that something was edited.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from macros.graph.library import texts
from macros.model import LANGS, Checklist, Item, Lang, Record, Text

UNSEEN = {
    "at", "name", "owner", "reviewed", "review_every", "same", "was", "draft", "roles", "aliases",
    "signs",  # and ids, which `rename` changes:
    "id", "source", "phase", "channel", "who", "deputy", "next", "to", "approval",
}  # fmt: skip
"""Fields that no reader reads: a change there leaves a page as it was, and takes no time."""


def hexed(words: str, length: int = 8) -> str:
    """Words -> that many hex digits."""
    return hashlib.sha256(words.encode()).hexdigest()[:length]


KNOWN: dict[str, tuple[Record, str]] = {}
"""By key: the record whose digest was last asked for, and the digest. Many pages ask for each."""


def digest(record: Record) -> str:
    """Changes when what a reader sees of a record changes, in either language."""
    known = KNOWN.get(record.key)
    if known and known[0] is record:
        return known[1]
    made = hexed(json.dumps(plain(record), ensure_ascii=False, sort_keys=True))
    KNOWN[record.key] = record, made
    return made


def plain(value: Any) -> Any:
    """A value -> JSON, without what no reader sees and without what is empty.

    So a new field changes no hash until it is used.
    """
    if isinstance(value, Text):
        return [value.vi, value.en]
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        names = (field.name for field in fields(value) if field.name not in UNSEEN)
        seen = {name: getattr(value, name) for name in names}
        return {name: plain(part) for name, part in seen.items() if part not in (None, (), False)}
    return value


def version_of(digests: Mapping[str, str]) -> str:
    """Digests by key -> the version that these records make together."""
    return hexed("\n".join(f"{key} {value}" for key, value in sorted(digests.items())), 12)


def item_hash(item: Item) -> str:
    """What a run keeps of an item: eight digits for its words in each language, in order.

    They stand for the words that a run quotes, not for reasons: `runs.mjs` says an item has
    changed only where they have, in the reader's language.
    """
    return "".join(hexed(item.do[lang]) for lang in LANGS)


def list_hash(checklist: Checklist) -> str:
    """Changes when an item is edited in any way a reader sees, added, removed or moved."""
    said = ((item.do, item.how, item.why) for item in checklist.items)
    words = [[text[lang] for text in item if text for lang in LANGS] for item in said]
    return hexed(" ".join(hexed("\0".join(item)) for item in words))


def words_hashes(record: Record) -> str:
    """What `same` keeps: eight digits for a record's words in each language, in order."""
    said = ("\n".join(text[lang] for text in texts(record)) for lang in LANGS)
    return "-".join(map(hexed, said))


def behind(record: Record) -> Lang | None:
    """The language that stood still while the other changed, since both were found to say the same.

    Where both have changed since, somebody looked at both.
    """
    if not record.same:
        return None
    kept, now = record.same.split("-"), words_hashes(record).split("-")
    still = [lang for lang, old, new in zip(LANGS, kept, now, strict=False) if old == new]
    return still[0] if len(still) == 1 and len(kept) == len(LANGS) else None
