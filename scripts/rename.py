"""`rename OLD NEW`: another id for a record, or for a team, role, phase or channel of the firm.

Whatever names it is mended; where a record was, a page leads on.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import yaml

from macros.model import FOLDERS, KINDS, LANGS, Cite, Mark, Record
from macros.read import Tree, firm, read_tree
from macros.read.front import did_you_mean
from macros.read.text import plain
from macros.rules import judged
from macros.write.files import write_all
from scripts import guard, mend, project, since
from scripts.project import Stop

LISTS = {f"{word}s": word for word in firm.LISTS.values()}
"""The lists of playbook.yml, and what is said of one of each."""
QUERIES, FORMS = "tests/queries", ".github/ISSUE_TEMPLATE"
"""Folders outside of docs whose files name records: what people type, and reading paths' forms."""
Texts = dict[Path, str | bytes | None]


# Where an id is named


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
    places: dict[str, list[Mark]] = defaultdict(list)
    for ref in (*tree.names, *tree.unsaid):
        key = f"source/{ref.source}" if isinstance(ref, Cite) else ref.key
        if key == f"{change.kind}/{change.old}":
            places[ref.at.path].append(ref.at)
    found = []
    for file in mend.pages(docs):
        after = change.in_record(file.plain, places[file.named])
        after = after if file.record else change.elsewhere(after, file.path.parent.name)
        found.append((file.path, file.plain, after))
    outside = (docs.parent.glob(f"{name}/*.yml") for name in (QUERIES, FORMS))
    for path in sorted(chain(*outside)):
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            name = mend.named(docs, path)
            raise Stop(f"{name} is not UTF-8: save it so, and start again.") from None
        found.append((path, text, change.elsewhere(text)))
    own = change.files(docs)
    return (row for row in found if row[1] != row[2] or row[0] in own)


def find(tree: Tree, named: str) -> tuple[type[Record] | None, str]:
    """A record as somebody names it: `folder/id`, `kind/id`, its path or id -> its class and id.

    Raises Stop where that is unclear. Without a class there is no such record now.
    """
    folder, name = parted(named)
    cls = kind_of(folder)
    known = [*(record.key for record in tree.records), *tree.broken, *tree.moved]
    kinds = {key: KINDS[key.partition("/")[0]] for key in known if key.endswith(f"/{name}")}
    found = {key: kind for key, kind in kinds.items() if not folder or kind is cls}
    shown = [f"{kind.folder}/{name}" for kind in found.values()]
    if len(found) > 1:
        raise Stop(f"`{name}` is the id of several records: write {' or '.join(shown)}.")
    for key, kind in found.items():
        if way := tree.moved.get(key):
            gone = f"`{shown[0]}` is no record any more, it leads on to `{way.partition('/')[2]}`"
            raise Stop(f"{gone}: name that one.")
        return kind, name
    return None, name


def parted(named: str) -> tuple[str, str]:
    """A record as somebody names it -> the word before its id, if there is one, and its id."""
    *before, name = Path(named.removesuffix(".md")).parts or ("",)
    return (before[-1] if before else ""), name


def kind_of(word: str) -> type[Record] | None:
    """A folder or a kind -> its class."""
    return FOLDERS.get(word) or KINDS.get(word)


# Another id for it


def rename(docs: Path, named: str, to: str) -> list[str]:
    """Give something another id, or let what has vanished lead on -> what was done. Raises Stop."""
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
        raise Stop("The records have errors: mend what `python3 -m scripts check` lists first.")
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


def of_record(docs: Path, tree: Tree, named: str, new: str) -> Change:
    """A record as somebody names it, and its new id. Raises Stop where either cannot be."""
    there, old = find(tree, named)
    cls = there or kind_of(parted(named)[0])
    if not cls or not (there or since.known(docs, f"vi/{cls.folder}/{old}.md")):
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
        texts[docs / name] = None if never else f"---\nmoved: {change.new}\n---\n"
    return texts


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
    parser = project.parser("rename", __doc__)
    lists = ", ".join((*FOLDERS, *LISTS))
    parser.add_argument("old", help=f"as it is: one of {lists}, then a slash and its id")
    parser.add_argument("new", help="its new id")
    args = parser.parse_args(argv)
    print("\n".join(rename(project.ROOT / "docs", args.old, args.new)))
    print("Next: `python3 -m scripts check`, then commit all of these together.")
    return 0
