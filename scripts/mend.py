"""`check --fix` mends what is mechanical; `--still-right` and `--same-meaning` note what was found.

Problems say what to put in place of what. Everything is tried on a copy first: a record that would
have more errors after it is left alone, and what is mended is written whole or not at all.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from macros.graph.hashes import words_hashes
from macros.model import FOLDERS, LANGS, Problem, Swap, printable
from macros.read import read_tree
from macros.read.files import list_files
from macros.read.text import plain
from macros.write.files import write_all
from scripts.project import Stop

BOM = "\ufeff"
REVIEWED = re.compile(rb"^reviewed:[^\r\n]*", re.MULTILINE)
SAME = re.compile(rb"\r?\nsame:[^\r\n]*")
ROUNDS = 4
"""What one cure mends may show another what to mend."""


@dataclass(frozen=True)
class File:
    """A page on its way; `text` is what `done` has made of what stands on disk."""

    path: Path
    named: str
    """As problems name it."""
    name: str
    """Its place below the language's folder."""
    text: str
    done: tuple[str, ...] = ()

    @property
    def record(self) -> bool:
        """Whether it is a record's file."""
        return self.path.parent.name in FOLDERS and self.path.stem != "index"

    @property
    def plain(self) -> str:
        """Its text as it is read: what no editor shows, and no check minds, made plain."""
        return plain(self.text.removeprefix(BOM))

    def mended(self, text: str, *said: str) -> File:
        """The page with another text, and what was done for it."""
        return replace(self, text=text, done=(*self.done, *said)) if text != self.text else self


def swapped(file: File, problems: Iterable[Problem]) -> File:
    """A page after the cures of which nobody can have meant another thing."""
    rows = file.text.split("\n")
    done = cured(rows, [one for one in problems if one.sure])
    kept = [done[row][0] if row in done else text for row, text in enumerate(rows)]
    text = "\n".join(text for row, text in enumerate(kept) if text or row not in done)
    said = (f"line {row + 1} mended ({what})" for row in done for what in done[row][1])
    return file.mended(text, *said)


def cured(rows: Sequence[str], problems: Iterable[Problem]) -> dict[int, tuple[str, list[str]]]:
    """Lines, from 0, that exact cures make other -> what they become, and what was wrong.

    In a line it goes from the last place, so that places stay true. A line of which nothing is
    left goes: it becomes nothing.
    """
    done: dict[int, tuple[str, list[str]]] = {}
    every = {swap: problem.what for problem in problems for swap in problem.swaps}
    there = (swap for swap in every if swap.at.line <= len(rows))
    for swap in sorted(there, key=lambda swap: (swap.at.line, -swap.at.col)):
        row = swap.at.line - 1
        before, whats = done.get(row, (rows[row], []))
        if (after := put(before, swap)) is not None:
            done[row] = after if after.strip() else "", [*dict.fromkeys([every[swap], *whats])]
    return done


def put(row: str, swap: Swap) -> str | None:
    """A line with other words in it; None where the old ones do not stand in it."""
    start = swap.at.col - 1
    if swap.old:
        start = row.find(swap.old, start if swap.old in row[start:] else 0)
    if start < 0:
        return None
    after = row[:start] + swap.new + row[start + len(swap.old) :]
    return after if swap.new else after.rstrip()


def pages(docs: Path) -> Iterator[File]:
    """Every page of both languages that is a text; nobody can say what another was meant to be."""
    for lang in LANGS:
        for name, path in list_files(docs, lang)[0].items():
            with contextlib.suppress(OSError, UnicodeDecodeError):  # `check` says so
                text = path.read_bytes().decode("utf-8")
                if text.strip() and path.suffix == ".md":
                    yield File(path, f"{docs.name}/{lang}/{name}", name, text)


def wrong(copy: Path, files: Sequence[File]) -> Mapping[str, list[Problem]]:
    """What is wrong with pages as they are now, which a copy of the docs folder is to hold."""
    for file in files:
        path = copy.parent / file.named
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != file.text.encode():
            path.write_bytes(file.text.encode())
    table: dict[str, list[Problem]] = defaultdict(list)
    for problem in read_tree(copy)[1]:
        table[problem.at.path].append(problem)
    return table


def mended(docs: Path) -> list[File]:
    """Every page, mended where nobody can have meant another thing.

    Where a page or its pair would have more errors for it, both stay as they were.
    """
    said = "letters, spaces and line ends made plain"
    files = [file.mended(file.plain, said) for file in pages(docs)]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, docs.name)
        for _ in range(ROUNDS):
            olds, before = files, wrong(copy, files)
            files = [swapped(file, before[file.named]) for file in olds]
            if files == olds:
                break
            after, more = wrong(copy, files), Counter[str]()
            for file in files:
                more[file.name] += len(after[file.named]) - len(before[file.named])
            both = zip(olds, files, strict=True)
            files = [old if more[old.name] > 0 else new for old, new in both]
    return files


def fix(docs: Path) -> list[str]:
    """Mend every page in a docs folder -> what was done, a line each. Raises Stop for none."""
    before = {file.path: file.text for file in pages(docs)}
    files = [file for file in mended(docs) if file.done]
    left = {file.path for file in pages(docs) if file.text != before.get(file.path)}
    write_all({file.path: file.text for file in files if file.path not in left})
    return [
        f"{file.named}: "
        + ("saved meanwhile, and left." if file.path in left else f"{', '.join(file.done)}.")
        for file in files
    ]


def named(docs: Path, path: Path) -> str:
    """A file as problems name it."""
    return printable(unicodedata.normalize("NFC", path.relative_to(docs.parent).as_posix()))


def still_right(docs: Path, paths: Sequence[Path], today: date | None) -> list[str]:
    """Note that both languages of records say the same, on a day -> what was done. Raises Stop."""
    known = {record.at.path: record for record in read_tree(docs)[0].records} if paths else {}
    contents: dict[Path, str | bytes | None] = {}
    for path, given in [(path, name) for name in paths for path in records_at(docs, name)]:
        head, end, rest = path.read_bytes().partition(b"\n---")
        record = known.get(named(docs, path))
        head = SAME.sub(b"", head) if record else head
        line = REVIEWED.search(head)
        if not line:
            raise Stop(f"`{given}` has no line `reviewed:`: name a record's Vietnamese file.")
        if not (record or today):
            raise Stop(f"`{given}` has errors: mend what `python3 -m scripts check` says first.")
        said = [f"reviewed: {today}".encode() if today else line[0]]
        said += [f"same: {words_hashes(record)}".encode()] if record else []
        row = (b"\r\n" if b"\r\n" in head else b"\n").join(said)
        contents[path] = head[: line.start()] + row + head[line.end() :] + end + rest
    write_all(contents)
    how = f"reviewed {today}" if today else "both languages say the same"
    return [f"{named(docs, path)}: still right: {how}." for path in contents]


def records_at(docs: Path, given: Path) -> list[Path]:
    """A file, or a folder of records, as somebody or a message names it -> Vietnamese files."""
    for path in (given.resolve(), (docs.parent / given).resolve()):
        for root in ((docs / lang).resolve() for lang in LANGS):
            if path.is_relative_to(root):
                there = docs / "vi" / path.relative_to(root)
                if there.is_file():
                    return [there]
                if there.is_dir():
                    files = sorted(there.rglob("*.md"))
                    return [file for file in files if REVIEWED.search(file.read_bytes())]
    raise Stop(f"`{given}` is no page of {docs.name}/: name a file below {docs.name}/vi.")
