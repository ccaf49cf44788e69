"""`rename OLD NEW`: moves both files of a record, mends every reference to it, and leaves a page that leads on."""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from macros.graph import library
from macros.load import read_tree
from macros.load.front import did_you_mean, plain
from macros.model import FOLDERS, LANGS, Cite, Mark, Record
from scripts import guard
from scripts.schema import ID
from scripts.setup import ROOT, Stop

LEADS_ON = """---
moved: {new}
search: {{exclude: true}}
---

{{{{ moved("{kind}/{new}") }}}}
"""


def swap(line: str, col: int, old: str, new: str) -> str:
    """A line that names `old` at a column, quoted or with its kind, -> the line that names `new`."""
    match = re.compile(rf"""(["']?(?:[a-z]+/)?){re.escape(old)}(?![a-z0-9-])""").match(line, col - 1)
    assert match, f"{line!r} does not name {old} at {col}"
    return line[: match.start()] + match[1] + new + line[match.end() :]


def mended(text: str, places: Sequence[Mark], cls: type[Record], old: str, new: str) -> str:
    """A file's text, and where it names `old` -> the text that names `new`, in links and calls too."""
    lines = text.split("\n")
    for at in sorted(places, key=lambda at: -at.col):  # from the right, so that columns stay true
        lines[at.line - 1] = swap(lines[at.line - 1], at.col, old, new)
    text = re.sub(rf"(?<![\w-])({cls.folder}/){re.escape(old)}(?=[/.)#?])", rf"\g<1>{new}", "\n".join(lines))
    return text.replace(f'{{{{ moved("{cls.kind}/{old}") }}}}', f'{{{{ moved("{cls.kind}/{new}") }}}}')


def find(docs: Path, named: str) -> type[Record]:
    """A record as somebody names it, `folder/id`, `kind/id`, its path or its id alone -> its class. Raises Stop."""
    records = {record.key: type(record) for record in library(docs)[0].records.values()}
    *before, name = Path(named.removesuffix(".md")).parts or ("",)
    found = [cls for key, cls in records.items() if key.endswith(f"/{name}") and (not before or before[-1] in (cls.kind, cls.folder))]
    if len(found) == 1:
        return found[0]
    if found:
        raise Stop(f"`{name}` is the id of several records: write {' or '.join(f'{cls.folder}/{name}' for cls in found)}.")
    raise Stop(f"There is no record `{named}`. {did_you_mean(name, [key.partition('/')[2] for key in records])}".strip())


def rename(docs: Path, old: str, new: str) -> list[str]:
    """Move a record -> the files that changed. Raises Stop, before anything is written, when that cannot be done whole."""
    cls, old, new = find(docs, old), Path(old).name.removesuffix(".md"), Path(new).name.removesuffix(".md")
    if not re.fullmatch(ID, new):
        raise Stop(f"`{new}` is no id: use a to z, 0 to 9 and single hyphens, such as `calm-first`.")
    guard.refuse(new)
    if any(problem.level == "error" for problem in library(docs)[1]):
        raise Stop("The records have errors, and a reference might be missed: mend what `python3 -m scripts check` lists, then rename.")
    places: dict[str, list[Mark]] = defaultdict(list)
    for ref in read_tree(docs)[0].names:
        kind, name = ("source", ref.source) if isinstance(ref, Cite) else (ref.kind, ref.id)
        if (kind, name) == (cls.kind, old) and ref.at:
            places[ref.at.path].append(ref.at)
    files = {path: f"{docs.name}/{path.relative_to(docs).as_posix()}" for lang in LANGS for path in sorted((docs / lang).rglob("*.md"))}
    own = {docs / lang / cls.folder / f"{old}.md" for lang in LANGS}
    texts: dict[Path, str] = {}
    for path, shown in files.items():
        before = plain(path.read_bytes().decode("utf-8-sig"))
        after = mended(before, places[shown], cls, old, new)
        if path in own:
            target = path.with_name(f"{new}.md")
            if target.exists():
                raise Stop(
                    f"{docs.name}/{target.relative_to(docs).as_posix()} exists already: choose another id; ids are never used twice."
                )
            texts[target] = after.replace(f'{{{{ {cls.kind}("{old}") }}}}', f'{{{{ {cls.kind}("{new}") }}}}')
            texts[path] = LEADS_ON.format(kind=cls.kind, new=new)
        elif after != before:
            texts[path] = after
    for path, text in texts.items():
        path.write_text(text, "utf-8", newline="\n")
    return sorted(f"{docs.name}/{path.relative_to(docs).as_posix()}" for path in texts)


def main(argv: Sequence[str]) -> int:
    """`rename OLD NEW`: exit code 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts rename", description=__doc__)
    parser.add_argument("old", help=f"the record as it is: one of {', '.join(FOLDERS)}, then a slash and its id")
    parser.add_argument("new", help="its new id")
    args = parser.parse_args(argv)
    for name in rename(ROOT / "docs", args.old, args.new):
        print(f"Written: {name}")
    print("Next: `python3 -m scripts check`, then commit all of these together; the old page leads on for ever.")
    return 0
