"""Where a record, or an id of playbook.yml, is named; what those files say under another id."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from macros.model import FOLDERS, KINDS, LANGS, Cite, Mark, Record
from macros.read import Tree
from scripts import mend
from scripts.project import Stop

QUERIES, FORMS = "tests/queries", ".github/ISSUE_TEMPLATE"
"""Folders outside of docs whose files name records: what people type, and reading paths' forms."""


@dataclass(frozen=True)
class Change:
    """One id, before and after: of a record, or of a list in playbook.yml."""

    kind: str
    folder: str
    old: str
    new: str

    def in_record(self, text: str, places: Iterable[Mark]) -> str:
        """A record's text, and where it names the old id -> its text with the new one."""
        rows = text.split("\n")
        start = rf"\A(\W*(?:[a-z]+:\s*)?(?:[a-z]+/)?){re.escape(self.old)}(?![\w-])"
        for line, col in sorted({(at.line - 1, at.col - 1) for at in places}, reverse=True):
            rows[line] = rows[line][:col] + re.sub(start, self.put, rows[line][col:])
        return "\n".join(rows)

    def elsewhere(self, text: str, folder: str = "") -> str:
        """A file that is no record: its links and addresses; `folder` is where a page stands.

        What another site has under such an address is its own.
        """
        known = (
            os.environ.get(name, "").rstrip("/") for name in ("SITE_URL", "PLAYBOOK_REPOSITORY")
        )
        ours = "|".join(rf"{re.escape(address)}(?![\w.:-])" for address in known if address)
        away = rf"\b(?!{ours or '(?!)'})\w[\w+.-]*://[^\s<>\"`\[\]]*"
        beside = r"|(?<=\()(?:\./)?(?=[\w-]+\.md)" if folder == self.folder else ""
        start = rf"((?<![\w-]){self.folder}/{beside})"
        return re.sub(rf"{away}|{start}{re.escape(self.old)}(?![\w-])", self.put, text)

    def put(self, match: re.Match[str]) -> str:
        """The new id behind what stood before the old one; an address elsewhere as it is."""
        return match[0] if match[1] is None else f"{match[1]}{self.new}"

    def files(self, docs: Path) -> dict[Path, Path]:
        """The files that a record's id is the name of, and what they are called after it."""
        named = [(docs / lang / self.folder, "{}.md") for lang in LANGS]
        if self.kind == "path":
            named.append((docs.parent / FORMS, "path-{}.yml"))
        return {at / name.format(self.old): at / name.format(self.new) for at, name in named}


def mentions(docs: Path, tree: Tree, change: Change) -> Iterator[tuple[Path, str, str]]:
    """Every file that names an id, or has it for its name: its path, its text, and the new one."""
    places, own = marks(tree, change), change.files(docs)
    for file in mend.pages(docs):
        path, before = file.path, file.plain
        after = change.in_record(before, places.get(file.named, ()))
        if not file.record:
            after = change.elsewhere(after, path.parent.name)
        if after != before or path in own:
            yield path, before, after
    outside = [docs.parent / name for name in (QUERIES, FORMS)]
    for path in (path for folder in outside for path in sorted(folder.glob("*.yml"))):
        try:
            before = path.read_text("utf-8")
        except UnicodeDecodeError:
            raise Stop(f"{mend.named(docs, path)} is not UTF-8: save it so.") from None
        after = change.elsewhere(before)
        if after != before or path in own:
            yield path, before, after


def marks(tree: Tree, change: Change) -> Mapping[str, list[Mark]]:
    """Where an id is named in records, by file."""
    places: dict[str, list[Mark]] = defaultdict(list)
    for ref in (*tree.names, *tree.unsaid):
        key = f"source/{ref.source}" if isinstance(ref, Cite) else ref.key
        if key == f"{change.kind}/{change.old}":
            places[ref.at.path].append(ref.at)
    return places


def find(tree: Tree, named: str) -> tuple[type[Record] | None, str]:
    """A record as somebody names it: `folder/id`, `kind/id`, its path or id -> its class and id.

    Raises Stop where that is unclear. Without a class there is no such record now.
    """
    folder, name = parted(named)
    cls = kind_of(folder)
    known = [*(record.key for record in tree.records), *tree.broken, *tree.moved]
    keys = [key for key in dict.fromkeys(known) if key.endswith(f"/{name}")]
    keys = [key for key in keys if not folder or class_of(key) is cls]
    shown = [f"{class_of(key).folder}/{name}" for key in keys]
    if len(keys) > 1:
        raise Stop(f"`{name}` is the id of several records: write {' or '.join(shown)}.")
    if not keys:
        return None, name
    if way := tree.moved.get(keys[0]):
        gone = f"`{shown[0]}` is no record any more, it leads on to `{way.partition('/')[2]}`"
        raise Stop(f"{gone}: name that one.")
    return class_of(keys[0]), name


def parted(named: str) -> tuple[str, str]:
    """A record as somebody names it -> the word before its id, if there is one, and its id."""
    *before, name = Path(named.removesuffix(".md")).parts or ("",)
    return (before[-1] if before else ""), name


def kind_of(word: str) -> type[Record] | None:
    """A folder or a kind -> its class."""
    return FOLDERS.get(word) or KINDS.get(word)


def class_of(key: str) -> type[Record]:
    """A record's key -> its class."""
    return KINDS[key.partition("/")[0]]
