"""`rename OLD NEW`: another id for a record; references are mended, and a page leads on."""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from macros.model import FOLDERS, KINDS, LANGS, Cite, Mark, Record
from macros.read import Tree, read_tree
from macros.read.front import did_you_mean
from macros.read.text import plain
from macros.rules import library
from scripts import guard, mend, project, since
from scripts.project import Stop
from scripts.save import save

LEADS_ON = "---\nmoved: {new}\n---\n"
QUERIES = "tests/queries"
"""What people type and the page they look for: these files name records too."""


@dataclass(frozen=True)
class Change:
    """One record's id, before and after."""

    cls: type[Record]
    old: str
    new: str

    def in_record(self, text: str, places: Iterable[Mark]) -> str:
        """A record's text, and where it names the old id -> its text with the new one."""
        rows = text.split("\n")
        start = rf"\A(\W*(?:into:\s*)?(?:[a-z]+/)?){re.escape(self.old)}(?![\w-])"
        for line, col in sorted({(at.line - 1, at.col - 1) for at in places}, reverse=True):
            rows[line] = rows[line][:col] + re.sub(start, self.put, rows[line][col:])
        return "\n".join(rows)

    def in_page(self, text: str, folder: str) -> str:
        """A page that is no record: its links; `folder` is the one it stands in."""
        beside = r"|(?<=\()(?:\./)?" if folder == self.cls.folder else ""
        start = rf"((?<![\w-]){self.cls.folder}/{beside})"
        return re.sub(rf"{start}{re.escape(self.old)}(?=[/.)#?])", self.put, text)

    def in_queries(self, text: str) -> str:
        """A file of queries: the pages they look for."""
        return re.sub(
            rf"(?<![\w/-])({self.cls.folder}/){re.escape(self.old)}(?![\w-])", self.put, text
        )

    def put(self, match: re.Match[str]) -> str:
        """The new id behind what stood before the old one."""
        return f"{match[1]}{self.new}"


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
        raise Stop(f"{gone}: rename that one.")
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


def rename(docs: Path, named: str, to: str) -> list[str]:
    """Move a record, or let one that has vanished lead on -> what was done, a line each.

    Raises Stop, before anything is written, when that cannot be done whole.
    """
    tree, unread = read_tree(docs)
    cls, old = find(tree, named)
    folder, new = parted(to)
    guard.refuse(new)
    gone = None if cls else vanished(docs, tree, named, new)
    wanted = cls or gone
    if wanted is None:
        hint = did_you_mean(old, [record.id for record in tree.records])
        raise Stop(f"There is no record `{named}`. {hint}".strip())
    if folder and kind_of(folder) is not wanted:
        raise Stop(f"A record keeps its folder: write `{new}` alone.")
    if any(p.level == "error" for p in (unread if gone else library(docs)[1])):
        raise Stop(
            "The records have errors, and a reference might be missed:"
            " mend what `python3 -m scripts check` lists, then rename."
        )
    returns = tree.moved.get(f"{wanted.kind}/{new}") == f"{wanted.kind}/{old}"
    news = [docs / lang / wanted.folder / f"{new}.md" for lang in LANGS]
    if not gone and not returns and (there := next((p for p in news if p.exists()), None)):
        cure = "choose another id; ids are never used twice."
        raise Stop(f"{mend.named(docs, there)} exists already: {cure}")
    texts = changed(docs, tree, Change(wanted, old, new))
    save(texts)
    said = sorted((mend.named(docs, path), text) for path, text in texts.items())
    return [f"{'Removed' if text is None else 'Written'}: {name}" for name, text in said]


def changed(docs: Path, tree: Tree, change: Change) -> dict[Path, str | None]:
    """What the files that a rename touches hold after it; None for one that goes."""
    olds = {docs / lang / change.cls.folder / f"{change.old}.md" for lang in LANGS}
    places = named_on(tree, change)
    texts: dict[Path, str | None] = {}
    for file in mend.pages(docs):
        path, before = file.path, plain(file.text.removeprefix(mend.BOM))
        after = change.in_record(before, places.get(mend.named(docs, path), ()))
        if not file.record:
            after = change.in_page(after, path.parent.name)
        if path in olds:
            texts[path.with_name(f"{change.new}.md")] = after
        elif after != before:
            texts.setdefault(path, after)
    for path in sorted((docs.parent / QUERIES).glob("*.yml")):
        before = path.read_text("utf-8")
        if (after := change.in_queries(before)) != before:
            texts[path] = after
    for path in olds:  # nobody can have a link to what was never committed
        never = since.known(docs, path.relative_to(docs).as_posix()) is False
        texts[path] = None if never else LEADS_ON.format(new=change.new)
    return {path: text for path, text in texts.items() if text is not None or path.exists()}


def named_on(tree: Tree, change: Change) -> Mapping[str, list[Mark]]:
    """Where a record is named, by file."""
    places: dict[str, list[Mark]] = defaultdict(list)
    for ref in tree.names:
        key = f"source/{ref.source}" if isinstance(ref, Cite) else ref.key
        if key == f"{change.cls.kind}/{change.old}" and ref.at:
            places[ref.at.path].append(ref.at)
    return places


def vanished(docs: Path, tree: Tree, named: str, new: str) -> type[Record] | None:
    """The class of a record that git knows and that is gone. Raises Stop where none replaces it."""
    folder, old = parted(named)
    cls = kind_of(folder)
    if cls is None or not since.known(docs, f"vi/{cls.folder}/{old}.md"):
        return None
    if not any(isinstance(record, cls) and record.id == new for record in tree.records):
        gone = (
            f"The {cls.kind} `{old}` has vanished, and there is no {cls.kind} `{new}` to lead on to"
        )
        raise Stop(f"{gone}: name the one that takes its place.")
    return cls


def main(argv: Sequence[str]) -> int:
    """`rename OLD NEW`: exit code 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts rename", description=__doc__)
    parser.add_argument(
        "old", help=f"the record as it is: one of {', '.join(FOLDERS)}, then a slash and its id"
    )
    parser.add_argument("new", help="its new id")
    args = parser.parse_args(argv)
    print("\n".join(rename(project.ROOT / "docs", args.old, args.new)))
    print(
        "Next: `python3 -m scripts check`, then commit all of these together;"
        " what was published once leads on for ever."
    )
    return 0
