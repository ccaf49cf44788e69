"""`retire FOLDER/ID`: a record is used no more; its page says so and leads to what is nearest."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from macros.graph import Library
from macros.model import KINDS, LANGS, Record
from macros.read import read_tree
from macros.rules import library
from scripts import project
from scripts.mend import named
from scripts.project import Stop
from scripts.rename import find
from scripts.save import save


def nearest(made: Library, record: Record) -> Record | None:
    """The record of the same kind that shares most links with another, or else one beside it."""

    def beside(key: str) -> set[str]:
        leads = {link.target for link in made.links_from.get(key, ())}
        return leads | {link.source for link in made.links_to.get(key, ())}

    mine = beside(record.key)
    same = [other for other in made.records.values() if other.kind == record.kind]
    ranked = sorted((-len(mine & beside(other.key)), other.key) for other in same)
    keys = [key for shared, key in ranked if shared and key != record.key]
    return next((made.records[key] for key in (*keys, *sorted(mine)) if key in made.records), None)


def retire(docs: Path, old: str, to: str = "") -> list[str]:
    """Leave a page in a record's place -> what was done, and what names it still, a line each.

    Raises Stop, before anything is written, where there is no such record or nothing to lead to.
    """
    made, problems = library(docs, advise=False)
    if any(problem.level == "error" for problem in problems):
        raise Stop("The records have errors: mend what `python3 -m scripts check` lists first.")
    record, near = (record_of(docs, made, name) if name else None for name in (old, to))
    assert record
    near = near or nearest(made, record)
    if near is None or near is record:
        raise Stop(f"Nothing is near `{old}`: name a record that its page leads to as well.")
    texts: dict[Path, str | bytes | None] = {
        docs / lang / record.folder / f"{record.id}.md": (
            f"---\nretired: {near.folder}/{near.id}\n---\n\n# {record.title[lang]}\n"
        )
        for lang in LANGS
    }
    save(texts)
    naming = {link.at for link in made.links_to.get(record.key, ()) if link.at}
    places = sorted((at.path, at.line) for at in naming)
    return [
        *(
            f"Written: {named(docs, path)}, which leads to {near.folder}/{near.id}"
            for path in texts
        ),
        *(f"Still names it: {path}:{line}" for path, line in places),
    ]


def record_of(docs: Path, made: Library, name: str) -> Record:
    """A record as somebody names it. Raises Stop where there is none."""
    cls, id_ = find(read_tree(docs)[0], name)
    if cls is None:
        raise Stop(f"There is no record `{name}`: write its folder, a slash and its id.")
    return made.records[f"{cls.kind}/{id_}"]


def main(argv: Sequence[str]) -> int:
    """`retire OLD [NEAREST]`: exit code 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts retire", description=__doc__)
    folders = ", ".join(cls.folder for cls in KINDS.values())
    parser.add_argument("old", help=f"one of {folders}, then a slash and its id")
    parser.add_argument("nearest", nargs="?", default="", help="where its page leads instead")
    args = parser.parse_args(argv)
    print("\n".join(retire(project.ROOT / "docs", args.old, args.nearest)))
    print("Next: name another record where this one is named; `python3 -m scripts check` lists it.")
    return 0
