"""`check --fix` mends what is mechanical; `--still-right` and `--same-meaning` note what was found.

Everything is tried on a copy first. A record that would have more errors after it is left
alone, and what is mended is written whole or not at all.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from macros.graph.hashes import words_hashes
from macros.model import FOLDERS, LANGS, Lang, Problem
from macros.read import read_tree
from macros.read.body import CITED
from macros.read.files import list_files
from macros.read.ids import slug
from macros.read.shapes import headings_of, tables
from macros.read.text import BREAKS, SPACES, UNSEEN
from macros.rules import library
from scripts.project import Stop
from scripts.save import save

BOM = "\ufeff"
REVIEWED = re.compile(rb"^reviewed:[^\r\n]*", re.MULTILINE)
ENTRY = re.compile(r"\s*[-*+] +(?=\S)")
NO_BOX = re.compile(r"\[[ xX]?\]|[-*+#>|]|\d+[.)] ")
"""What starts an entry of which nobody can say what it was meant to be."""
DASH = re.compile(r"^( *[-*+]) {2,4}(?=\S)", re.MULTILINE)
BULLET = re.compile(r"^([ \t]*)[•▪●◦‣·][ \t]+", re.MULTILINE)
"""What Word and Zalo write for a dash."""
OPENING = re.compile(r"\s*(?:[-*+] +)?(?:\[[ xX]\] +)?(?:\*\*[^*]+\*\*:? +)?")
"""What stands in a line before its words."""
ROUNDS = 4
"""What one rule mends may show another what to mend."""
Step = tuple[str, Callable[[str], str]]
LETTERS: tuple[Step, ...] = (
    ("byte-order mark removed", lambda text: text.removeprefix(BOM)),
    ("line ends made plain", lambda text: text.replace("\r\n", "\n").replace("\r", "\n")),
    ("hidden line breaks made spaces", lambda text: re.sub(f"[{BREAKS}]", " ", text)),
    ("letters that nobody sees removed", lambda text: re.sub(f"[{UNSEEN}]", "", text)),
    ("odd spaces made plain", lambda text: SPACES.sub(" ", text)),
    ("letters and tone marks joined", lambda text: unicodedata.normalize("NFC", text)),
)
"""What no editor shows, on any page."""
LINES: tuple[Step, ...] = (
    ("tabs made spaces", lambda text: re.sub(r"^\t+", tabs, text, flags=re.MULTILINE)),
    ("bullets made dashes", lambda text: BULLET.sub(r"\1- ", text)),
    ("one space put behind dashes", lambda text: DASH.sub(r"\1 ", text)),
    ("spaces at line ends removed", lambda text: re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)),
    ("empty lines at the end removed", lambda text: text.rstrip("\n") + "\n"),
)
"""What means something on other pages, and in a record nothing."""


@dataclass
class File:
    """A page on its way; `text` is what `done` has made of what stands on disk."""

    path: Path
    lang: Lang
    name: str
    """Its place below the language's folder."""
    raw: str
    text: str
    done: list[str] = field(default_factory=list)

    @property
    def record(self) -> bool:
        """Whether it is a record's file."""
        return self.path.parent.name in FOLDERS and self.path.stem != "index"


def tabs(match: re.Match[str]) -> str:
    """Two spaces for each tab."""
    return "  " * len(match[0])


def stepped(file: File, steps: Sequence[Step]) -> None:
    """Take some steps, and note those that changed something."""
    for said, step in steps:
        after = step(file.text)
        file.done += [said] if after != file.text else []
        file.text = after


def ruled(file: File, problems: Iterable[Problem]) -> None:
    """Mend what RULES know, from the last line, so that line numbers stay true."""
    rows, done = file.text.split("\n"), []
    for row, code in sorted({(problem.at.line - 1, problem.code) for problem in problems})[::-1]:
        rule, said = RULES.get(code, (None, ""))
        after = rule(file, rows, row) if rule and row < len(rows) else None
        if after not in (None, rows[row]):
            rows[row] = str(after)
            done.append(f"line {row + 1}: {said}")
    file.text = "\n".join(rows)
    file.done += reversed(done)


def boxed(file: File, rows: list[str], row: int) -> str | None:  # noqa: ARG001  asked like others
    """An entry with a box; None where something else stands in its place, such as a label."""
    start = ENTRY.match(rows[row])
    words = rows[row][start.end() :] if start else ""
    labels = {word for names in tables()["labels"].values() for word in names}
    if not start or NO_BOX.match(words) or words.partition(":")[0].strip() in labels:
        return None
    return f"{start[0]}[ ] {words}"


def box_closed(file: File, rows: list[str], row: int) -> str:  # noqa: ARG001  as above
    """An entry whose box has a space in it."""
    return re.sub(r"^(\s*[-*+] +)\[\](?=\s|$)", r"\1[ ]", rows[row])


def sized(file: File, rows: list[str], row: int) -> str | None:
    """A heading of the size that it must have; None where it may be no title but a part."""
    above = [line for line in rows[:row] if re.match(r" {0,3}#{1,6}\s", line)]
    words = re.sub(r"^\s*#+\s*", "", rows[row])
    parts = [
        name for part in headings_of(FOLDERS[file.path.parent.name]) for name in part.words.values()
    ]
    if not above and (slug(words) in map(slug, parts) or re.search(r"\s\^\S+$", words)):
        return None
    return re.sub(r"^\s*#+", "##" if above else "#", rows[row])


def renamed(file: File, rows: list[str], row: int) -> str:
    """A heading as it is called now."""
    words = re.sub(r"^\s*##\s*", "", rows[row]).rstrip("# ").rstrip(": ")
    for part in headings_of(FOLDERS[file.path.parent.name]):
        if words in part.old[file.lang]:
            return f"## {part.words[file.lang]}"
    return rows[row]


def cited_below(file: File, rows: list[str], row: int) -> str | None:  # noqa: ARG001  as above
    """Words, and below them the citations that stood amid them; None where brackets overlap."""
    line = rows[row]
    start = OPENING.match(line)
    assert start
    cites = [match[0] for match in CITED.finditer(line)]
    apart = rf"\s*{CITED.pattern}(?=(\w)?)"
    words = re.sub(apart, lambda gap: " " if gap[1] else "", line[start.end() :]).strip()
    overlap = words.count("[") != words.count("]") or any("[" in cite[1:] for cite in cites)
    if overlap or CITED.search(words) or not re.search(r"\w", words):
        return None
    indent = " " * (len(line) - len(line.lstrip()) + (2 if ENTRY.match(line) else 0))
    return f"{start[0]}{words}\n{indent}{' '.join(cites)}"


RULES: dict[str, tuple[Callable[[File, list[str], int], str | None], str]] = {
    "box-missing": (boxed, "box added"),
    "box-open": (box_closed, "box mended"),
    "heading-size": (sized, "heading made the right size"),
    "old-heading": (renamed, "heading renamed"),
    "citation-amid-words": (cited_below, "citation put below its words"),
}
"""What mends a line, and what is said of it, by the code of its problem."""


def pages(docs: Path) -> Iterator[File]:
    """Every page of both languages that is a text; nobody can say what another was meant to be."""
    for lang in LANGS:
        for name, path in list_files(docs, lang)[0].items():
            with contextlib.suppress(OSError, UnicodeDecodeError):  # `check` says so
                text = path.read_bytes().decode("utf-8")
                if text.strip() and path.suffix == ".md":
                    yield File(path, lang, name, text, text)


NAMED = re.compile(r"(?:Did you mean|Write) `([^`…]+)`\??")
"""A cure that says what to write and nothing else."""


def guessed(file: File, problems: Iterable[Problem]) -> None:
    """Put in a record what cures name, from the last place, so that places stay true."""
    rows = file.text.split("\n")
    for problem in sorted(problems, key=lambda problem: problem.at.line, reverse=True):
        row, right = problem.at.line - 1, NAMED.fullmatch(problem.cure)
        wrong = re.search(r"`([^`]+)`", problem.what)
        if right and wrong and row < len(rows):
            rows[row] = rows[row].replace(wrong[1], right[1], 1)
    file.text = "\n".join(rows)


class Trial:
    """The pages in a folder of their own, where mending can be tried."""

    def __init__(self, docs: Path, copy: Path, files: Sequence[File]) -> None:
        self.docs = docs
        self.copy = copy
        self.files = files
        self.find: Callable[[Path], Iterable[Problem]] = lambda folder: read_tree(folder)[1]

    def problems(self) -> Mapping[Path, list[Problem]]:
        """What is wrong with the files as they are now, by their place in the docs folder."""
        for file in self.files:
            path = self.copy / file.lang / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_bytes() != file.text.encode():
                path.write_bytes(file.text.encode())
        table = defaultdict(list)
        for problem in self.find(self.copy):
            table[problem.at.path].append(problem)
        return {file.path: table[named(self.docs, file.path)] for file in self.files}

    def attempt(self, change: Callable[[File, Iterable[Problem]], None], fewer: int = 0) -> bool:
        """Change every record, but where its pair has more errors then -> whether any is other."""
        problems = self.problems()
        before = {file.path: (file.text, list(file.done)) for file in self.files}
        for file in self.files:
            if file.record:
                change(file, problems[file.path])
        if all(file.text == before[file.path][0] for file in self.files):
            return False
        had, has = Counter[str](), Counter[str]()
        after = self.problems()
        for file in self.files:
            had[file.name] += len(problems[file.path])
            has[file.name] += len(after[file.path])
        for file in self.files:
            if has[file.name] > had[file.name] - fewer:
                file.text, file.done = before[file.path]
        return any(file.text != before[file.path][0] for file in self.files)


def mended(docs: Path, guess: bool = False) -> list[File]:
    """Every page, mended; with `guess`, what a cure names is put in as well."""
    files = list(pages(docs))
    for file in files:
        stepped(file, LETTERS)
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(docs, Path(folder, docs.name), files)
        trial.attempt(lambda file, _: stepped(file, LINES))
        for _ in range(ROUNDS):
            if not trial.attempt(ruled):
                break
        if guess:  # only where a pair has fewer errors then
            trial.find = lambda folder: library(folder, advise=False)[1]
            trial.attempt(guessed, fewer=1)
    return files


def fix(docs: Path) -> list[str]:
    """Mend every page in a docs folder -> what was done, a line each. Raises Stop for none."""
    files = mended(docs)
    save({file.path: file.text for file in files if file.text != file.raw})
    return [f"{named(docs, file.path)}: {', '.join(file.done)}." for file in files if file.done]


def named(docs: Path, path: Path) -> str:
    """A file as problems name it."""
    return unicodedata.normalize("NFC", path.relative_to(docs.parent).as_posix())


def still_right(docs: Path, paths: Sequence[Path], today: date | None) -> list[str]:
    """Note that both languages of records say the same, on a day -> what was done, a line each.

    A folder stands for every record in it. Raises Stop where one is no record.
    """
    known = {record.at.path: record for record in read_tree(docs)[0].records} if paths else {}
    contents: dict[Path, str | bytes | None] = {}
    for path, given in [(path, name) for name in paths for path in records_at(docs, name)]:
        head, end, rest = path.read_bytes().partition(b"\n---")
        if not REVIEWED.search(head):
            raise Stop(f"`{given}` has no line `reviewed:`: name a record's Vietnamese file.")
        record = known.get(named(docs, path))
        if not (record or today):
            raise Stop(f"`{given}` has errors: mend what `python3 -m scripts check` says first.")
        if today:
            head = with_value(head, "reviewed", str(today))
        if record:
            head = with_value(head, "same", words_hashes(record))
        contents[path] = head + end + rest
    save(contents)
    said = f"reviewed {today}" if today else "both languages say the same"
    return [f"{named(docs, path)}: still right: {said}." for path in contents]


def with_value(head: bytes, key: str, value: str) -> bytes:
    """A front matter with another value behind a key; a new key stands below `reviewed`."""
    line = re.compile(rf"^{key}:[^\r\n]*".encode(), re.MULTILINE)
    new = f"{key}: {value}".encode()
    if line.search(head):
        return line.sub(new, head, count=1)
    end = b"\r\n" if b"\r\n" in head else b"\n"
    return REVIEWED.sub(lambda reviewed: reviewed[0] + end + new, head, count=1)


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
