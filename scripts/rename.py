"""`rename OLD NEW`: another id for a record, or for a team, role, phase or channel of the firm.

Whatever names it is mended; where a record was, a page leads on.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import yaml

from macros.model import FOLDERS, LANGS
from macros.read import Tree, firm, read_tree
from macros.read.front import did_you_mean
from macros.read.text import plain
from macros.rules import judged
from macros.write.files import write_all
from scripts import guard, mend, project, since
from scripts.naming import Change, find, kind_of, mentions, parted
from scripts.project import Stop

LEADS_ON = "---\nmoved: {new}\n---\n"
LISTS = {f"{word}s": word for word in firm.LISTS.values()}
"""The lists of playbook.yml, and what is said of one of each."""
Texts = dict[Path, str | bytes | None]


def rename(docs: Path, named: str, to: str) -> list[str]:
    """Give something another id, or let a record that has vanished lead on -> what was done.

    Raises Stop, before anything is written, when that cannot be done whole.
    """
    (folder, old), (into, new) = parted(named), parted(to)
    guard.refuse(new)
    tree, unread = read_tree(docs)
    listed = next((name for name in LISTS if folder in (name, LISTS[name])), "")
    gone = not listed and find(tree, named)[0] is None
    change = Change(listed, listed, old, new) if listed else of_record(docs, tree, named, new)
    if into and into not in (change.kind, change.folder):
        raise Stop(f"It keeps its folder: write `{new}` alone.")
    found = [p for p in unread if p.code != "dead-link"] if gone else judged(docs)[1]
    if any(p.level == "error" for p in found):
        raise Stop(
            "The records have errors, and a reference might be missed:"
            " mend what `python3 -m scripts check` lists, then rename."
        )
    own, texts = change.files(docs), Texts()
    for path, _, after in mentions(docs, tree, change):
        if path in own:
            texts |= {path: None, own[path]: after}
        else:
            texts.setdefault(path, after)
    texts |= {firm.PATH: in_settings(change)} if listed else left(docs, change)
    texts = {path: text for path, text in texts.items() if text is not None or path.exists()}
    write_all(texts)
    said = sorted((mend.named(docs, path), text) for path, text in texts.items())
    return [f"{'Removed' if text is None else 'Written'}: {name}" for name, text in said]


# A record


def of_record(docs: Path, tree: Tree, named: str, new: str) -> Change:
    """A record as somebody names it, and its new id. Raises Stop where either cannot be."""
    cls, old = find(tree, named)
    there = cls is not None
    cls = cls or kind_of(parted(named)[0])
    known = cls and (there or since.known(docs, f"vi/{cls.folder}/{old}.md"))
    if cls is None or not known:
        hint = did_you_mean(old, [record.id for record in tree.records])
        raise Stop(f"There is no record `{named}`. {hint}".strip())
    taken = any(isinstance(record, cls) and record.id == new for record in tree.records)
    if not there and not taken:
        gone = f"The {cls.kind} `{old}` has vanished, and there is no {cls.kind} `{new}`"
        raise Stop(f"{gone} to lead on to: name the one that takes its place.")
    returns = tree.moved.get(f"{cls.kind}/{new}") == f"{cls.kind}/{old}"
    news = [docs / lang / cls.folder / f"{new}.md" for lang in LANGS]
    if there and not returns and (held := next((path for path in news if path.exists()), None)):
        cure = "choose another id; ids are never used twice."
        raise Stop(f"{mend.named(docs, held)} exists already: {cure}")
    return Change(cls.kind, cls.folder, old, new)


def left(docs: Path, change: Change) -> Texts:
    """Pages in a record's place that lead on; none where nobody can have a link to it."""
    texts: Texts = {}
    for lang in LANGS:
        name = f"{lang}/{change.folder}/{change.old}.md"
        never = since.known(docs, name) is False
        texts[docs / name] = None if never else LEADS_ON.format(new=change.new)
    return texts


# An id of playbook.yml


def in_settings(change: Change) -> str:
    """playbook.yml with another id in one of its lists. Raises Stop where it cannot be."""
    text = plain(firm.PATH.read_text("utf-8-sig"))
    known = firm.firm().choices(change.folder)
    word = LISTS[change.folder]
    if change.old not in known:
        hint = did_you_mean(change.old, known) or f"One of: {', '.join(known)}"
        raise Stop(f"playbook.yml has no {word} `{change.old}`. {hint}")
    if change.new in known:
        raise Stop(f"playbook.yml has a {word} `{change.new}` already: choose another id.")
    root = yaml.compose(text, yaml.BaseLoader)
    assert root  # `check` has read it
    lists = (inner for key, inner in root.value if firm.LISTS.get(key.value) == word)
    keys = (key for inner in lists for key, _ in inner.value)
    key = next(key for key in keys if key.value == change.old)
    return text[: key.start_mark.index] + change.new + text[key.end_mark.index :]


def main(argv: Sequence[str]) -> int:
    """`rename OLD NEW`: exit code 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts rename", description=__doc__)
    parser.add_argument(
        "old", help=f"as it is: one of {', '.join((*FOLDERS, *LISTS))}, then a slash and its id"
    )
    parser.add_argument("new", help="its new id")
    args = parser.parse_args(argv)
    print("\n".join(rename(project.ROOT / "docs", args.old, args.new)))
    print(
        "Next: `python3 -m scripts check`, then commit all of these together;"
        " what was published once leads on for ever."
    )
    return 0
