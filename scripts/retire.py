"""`retire FOLDER/ID`: a record is used no more; its page says so and leads to what is nearest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from macros.graph import Library
from macros.model import FOLDERS, KINDS, LANGS, Record, Text
from macros.read import Tree, read_tree
from macros.rules import judged
from macros.write.files import write_all
from scripts import project
from scripts.mend import named
from scripts.project import Stop
from scripts.rename import Change, Texts, find, mentions


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
    """Leave a page in a record's place -> what was done, and what names it still. Raises Stop."""
    made, problems = judged(docs, advise=False)
    if any(problem.level == "error" for problem in problems):
        raise Stop("The records have errors: mend what `python3 -m scripts check` lists first.")
    tree, _ = read_tree(docs)
    record = record_of(made, tree, old)
    near = record_of(made, tree, to) if to else nearest(made, record)
    if near is None or near is record:
        raise Stop(f"Nothing is near `{old}`: name a record that its page leads to as well.")
    texts, where = pages(docs, made, tree, record, near), f"{near.folder}/{near.id}"
    naming = list(still_naming(docs, tree, record, where))
    write_all(texts)
    done = [named(docs, path) for path in texts]
    naming = [line for line in naming if line.partition(":")[0] not in done]
    runs = ["Runs of it can still be read on the page of all runs."] * (record.kind == "checklist")
    return [*(f"Written: {file}, which leads to {where}" for file in done), *runs, *naming]


def record_of(made: Library, tree: Tree, name: str) -> Record:
    """A record as somebody names it. Raises Stop where there is none."""
    cls, id_ = find(tree, name)
    if cls is None:
        raise Stop(f"There is no record `{name}`: write its folder, a slash and its id.")
    return made.records[f"{cls.kind}/{id_}"]


def pages(docs: Path, made: Library, tree: Tree, record: Record, near: Record) -> Texts:
    """What is left of a record, and of those whose pages led to it: they lead on as well now."""
    titles: dict[str, Text] = {record.key: record.title}
    titles |= {key: record.title for key, way in tree.moved.items() if way == record.key}
    for key, gone in made.retired.items():
        titles |= {key: gone.title} if gone.nearest.key == record.key else {}
    texts: Texts = {}
    for key, title in titles.items():
        kind, _, name = key.partition("/")
        for lang in LANGS:
            text = f"---\nretired: {near.folder}/{near.id}\n---\n\n# {title[lang]}\n"
            texts[docs / lang / KINDS[kind].folder / f"{name}.md"] = text
    return texts


def still_naming(docs: Path, tree: Tree, record: Record, near: str) -> Iterator[str]:
    """Every place outside of a record's own files that names it, and what mends that."""
    change = Change(record.kind, record.folder, record.id, f"{record.id}-")
    own = change.files(docs)
    for path, before, after in mentions(docs, tree, change):
        file = named(docs, path)
        if path in own:
            if path.suffix == ".yml":
                yield f"{file}:1: This is the path's form. Remove the file."
            continue
        rows = zip(before.split("\n"), after.split("\n"), strict=True)
        lines = [str(number) for number, (row, other) in enumerate(rows, 1) if row != other]
        more = f", on lines {', '.join(lines)}" if lines[1:] else ""
        cited = "; where it is cited, cite another" if record.kind == "source" else ""
        yield f"{file}:{lines[0]}: Names it still{more}. Name `{near}`, or leave it out{cited}."


def main(argv: Sequence[str]) -> int:
    """`retire OLD [NEAREST]`: exit code 0 done, 2 refused."""
    parser = project.parser("retire", __doc__)
    parser.add_argument("old", help=f"one of {', '.join(FOLDERS)}, then a slash and its id")
    parser.add_argument("nearest", nargs="?", default="", help="where its page leads instead")
    args = parser.parse_args(argv)
    print("\n".join(retire(project.ROOT / "docs", args.old, args.nearest)))
    print("Next: mend each place named above, then `python3 -m scripts check`.")
    return 0
