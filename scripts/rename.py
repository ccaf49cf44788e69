"""`rename OLD NEW`: moves both files of a record, mends every reference to it, and leaves a page that leads on."""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from macros.rules import library
from macros.read import Tree, read_tree
from macros.read.ids import SLUG
from macros.read.front import did_you_mean, plain
from macros.model import FOLDERS, KINDS, LANGS, Cite, Mark, Record
from scripts import guard, since
from scripts.setup import ROOT, Stop

LEADS_ON = """---
moved: {new}
search: {{exclude: true}}
---

{{{{ moved("{kind}/{new}") }}}}
"""


def swap(line: str, col: int, old: str, new: str) -> str:
    """A line that names `old` at a column, quoted or with its kind, -> the line that names `new`."""
    match = re.compile(rf"""(["']?(?:[a-z]+/)?){re.escape(old)}(?![a-z0-9-])""").match(
        line, col - 1
    )
    assert match, f"{line!r} does not name {old} at {col}"
    return line[: match.start()] + match[1] + new + line[match.end() :]


def mended(text: str, places: Sequence[Mark], cls: type[Record], old: str, new: str) -> str:
    """A file's text, and where it names `old` -> the text that names `new`, in links and calls too."""
    lines = text.split("\n")
    for at in sorted(places, key=lambda at: -at.col):  # from the right, so that columns stay true
        lines[at.line - 1] = swap(lines[at.line - 1], at.col, old, new)
    text = re.sub(
        rf"(?<![\w-])({cls.folder}/){re.escape(old)}(?=[/.)#?])", rf"\g<1>{new}", "\n".join(lines)
    )
    return text.replace(
        f'{{{{ moved("{cls.kind}/{old}") }}}}', f'{{{{ moved("{cls.kind}/{new}") }}}}'
    )


def find(tree: Tree, named: str) -> tuple[type[Record] | None, str]:
    """A record as somebody names it, `folder/id`, `kind/id`, its path or its id alone -> its class, and its id. Raises Stop.

    Without a class there is no such record now; `named` then has to say which folder it was in.
    """
    *before, name = Path(named.removesuffix(".md")).parts or ("",)
    keys = [*(record.key for record in tree.records), *tree.broken, *tree.moved]
    found = [
        key
        for key in keys
        if key.endswith(f"/{name}")
        and (not before or KINDS[key.partition("/")[0]] is kind_of(before[-1]))
    ]
    shown = {key: f"{KINDS[key.partition('/')[0]].folder}/{key.partition('/')[2]}" for key in found}
    if len(found) > 1:
        raise Stop(f"`{name}` is the id of several records: write {' or '.join(shown.values())}.")
    if not found:
        return None, name
    if way := tree.moved.get(found[0]):
        raise Stop(
            f"`{shown[found[0]]}` is no record any more, it leads on to `{way.partition('/')[2]}`: rename that one."
        )
    return KINDS[found[0].partition("/")[0]], name


def kind_of(word: str) -> type[Record] | None:
    """A folder or a kind -> its class."""
    return FOLDERS.get(word) or KINDS.get(word)


def rename(docs: Path, named: str, to: str) -> list[str]:
    """Move a record, or let the page of one that has vanished lead on -> what was done, a line each.

    Raises Stop, before anything is written, when that cannot be done whole.
    """
    tree, unread = read_tree(docs)
    cls, old = find(tree, named)
    *before, new = Path(to.removesuffix(".md")).parts or ("",)
    if not SLUG.fullmatch(new):
        raise Stop(
            f"`{new}` is no id: use a to z, 0 to 9 and single hyphens, such as `calm-first`."
        )
    guard.refuse(new)
    gone = None if cls else vanished(docs, tree, named, new)
    wanted = cls or gone
    if wanted is None:
        ids = [record.id for record in tree.records]
        raise Stop(f"There is no record `{named}`. {did_you_mean(old, ids)}".strip())
    if before and kind_of(before[-1]) is not wanted:
        raise Stop(f"A record keeps its folder: write `{new}` alone.")
    files = {
        path: f"{docs.name}/{path.relative_to(docs).as_posix()}"
        for lang in LANGS
        for path in sorted((docs / lang).rglob("*.md"))
    }
    olds, news = (
        [docs / lang / wanted.folder / f"{name}.md" for lang in LANGS] for name in (old, new)
    )
    # Where the file was moved by hand, its references and its own call are still to mend; only what cannot be read may hide one.
    faults = (
        [p for p in unread if p.at.path not in {files.get(path) for path in news}]
        if gone
        else library(docs)[1]
    )
    if any(problem.level == "error" for problem in faults):
        raise Stop(
            "The records have errors, and a reference might be missed: mend what `python3 -m scripts check` lists, then rename."
        )
    returns = tree.moved.get(f"{wanted.kind}/{new}") == f"{wanted.kind}/{old}"
    if not gone and not returns and (there := next((path for path in news if path.exists()), None)):
        raise Stop(f"{files[there]} exists already: choose another id; ids are never used twice.")
    places: dict[str, list[Mark]] = defaultdict(list)
    for ref in tree.names:
        kind, name = ("source", ref.source) if isinstance(ref, Cite) else (ref.kind, ref.id)
        if (kind, name) == (wanted.kind, old) and ref.at:
            places[ref.at.path].append(ref.at)
    texts: dict[Path, str | None] = {}
    for path, shown in files.items():
        text = plain(path.read_bytes().decode("utf-8-sig"))
        after = mended(text, places[shown], wanted, old, new)
        if path in olds or (gone and path in news):
            after = after.replace(
                f'{{{{ {wanted.kind}("{old}") }}}}', f'{{{{ {wanted.kind}("{new}") }}}}'
            )
        if path in olds or (after != text and (gone or path not in news)):
            texts[path.with_name(f"{new}.md") if path in olds else path] = after
    for path in olds:  # nobody can have a link to what was never committed
        never = since.known(docs, path.relative_to(docs).as_posix()) is False
        texts[path] = None if never else LEADS_ON.format(kind=wanted.kind, new=new)
    for path, text_after in texts.items():
        if text_after is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text_after, "utf-8", newline="\n")
    rows = sorted(
        (f"{docs.name}/{path.relative_to(docs).as_posix()}", text) for path, text in texts.items()
    )
    return [f"{'Removed' if text is None else 'Written'}: {name}" for name, text in rows]


def vanished(docs: Path, tree: Tree, named: str, new: str) -> type[Record] | None:
    """The class of a record that git knows and that is gone, if another one of its kind takes its place. Raises Stop where none does."""
    *before, old = Path(named.removesuffix(".md")).parts or ("",)
    cls = kind_of(before[-1]) if before else None
    if cls is None or not since.known(docs, f"vi/{cls.folder}/{old}.md"):
        return None
    if not any(isinstance(record, cls) and record.id == new for record in tree.records):
        raise Stop(
            f"The {cls.kind} `{old}` has vanished, and there is no {cls.kind} `{new}` to lead on to: name the one that takes its place."
        )
    return cls


def main(argv: Sequence[str]) -> int:
    """`rename OLD NEW`: exit code 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts rename", description=__doc__)
    parser.add_argument(
        "old", help=f"the record as it is: one of {', '.join(FOLDERS)}, then a slash and its id"
    )
    parser.add_argument("new", help="its new id")
    args = parser.parse_args(argv)
    print("\n".join(rename(ROOT / "docs", args.old, args.new)))
    print(
        "Next: `python3 -m scripts check`, then commit all of these together; what was published once leads on for ever."
    )
    return 0
