"""`check --fix` mends what is mechanical; `--still-right` dates what was read and found right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from macros.model import LANGS, Problem
from macros.read import read_tree
from macros.read.body import CITED
from macros.read.shapes import tables
from macros.read.text import BREAKS, UNSEEN, plain
from macros.write.files import write_all
from scripts.project import Stop

BOM = b"\xef\xbb\xbf"
REVIEWED = re.compile(r"^reviewed:.*$", re.MULTILINE)


def characters(raw: bytes) -> tuple[str, list[str]]:
    """A file -> its text with plain characters, and what was done. Raises UnicodeDecodeError."""
    text = raw.decode("utf-8-sig")
    done = ["byte-order mark removed"] if raw.startswith(BOM) else []
    steps = (
        ("Windows line ends, odd spaces or loose accents made plain", plain),
        ("hidden line breaks made spaces", lambda words: re.sub(f"[{BREAKS}]", " ", words)),
        ("letters that nobody sees removed", lambda words: re.sub(f"[{UNSEEN}]", "", words)),
        ("tabs made spaces", lambda words: re.sub(r"^\t+", tabs, words, flags=re.MULTILINE)),
        ("spaces at line ends removed", lambda words: re.sub(r"[ \t]+$", "", words, flags=re.M)),
        ("line end added", lambda words: words.rstrip("\n") + "\n"),
    )
    for said, step in steps:
        after = step(text)
        if after != text:
            done.append(said)
        text = after
    return text, done


def tabs(match: re.Match[str]) -> str:
    """Two spaces for each tab."""
    return "  " * len(match[0])


def repaired(line: str, code: str) -> tuple[str, str]:
    """A line and the code of its problem -> the line mended, and what was done; itself and nothing
    where no rule is safe."""
    if code == "box-missing":
        return re.sub(r"^(\s*- )", r"\1[ ] ", line, count=1), "box added"
    if code == "box-open":
        return line.replace("[]", "[ ]", 1), "box mended"
    if code == "heading-size":
        sign = "#" if re.match(r"#\s", line) is None and line.startswith("# ") else "##"
        return re.sub(r"^#+", sign, line), "heading made `##`"
    if code == "old-heading":
        words = line.lstrip("# ").rstrip(": ")
        return f"## {renamed(words)}", "heading renamed"
    if code == "citation-amid-words":
        cited = " ".join(match[0] for match in CITED.finditer(line))
        indent = " " * (2 if line.lstrip().startswith("- ") else 0)
        indent += " " * (len(line) - len(line.lstrip()))
        words = re.sub(r"(?<=\S) {2,}", " ", CITED.sub("", line)).rstrip()
        return f"{words}\n{indent}{cited}", "citation put below its words"
    return line, ""


def renamed(words: str) -> str:
    """A heading as it was called once -> what it is called now."""
    for rows in tables()["parts"].values():
        for vi, en, *old in rows.values():
            if words in old:
                return str((vi, en)[old.index(words) % 2])
    return words


def mend(text: str, problems: Sequence[Problem]) -> tuple[str, list[str]]:
    """A file's text and its problems -> the text mended, and what was done."""
    lines, done = text.split("\n"), []
    for problem in sorted(problems, key=lambda problem: -problem.at.line):
        row = problem.at.line - 1
        if row < len(lines):
            lines[row], said = repaired(lines[row], problem.code)
            done += [f"line {problem.at.line}: {said}"] if said else []
    return "\n".join(lines), done[::-1]


def pages(docs: Path) -> Iterator[Path]:
    """Every page of both languages."""
    for lang in LANGS:
        yield from sorted(path for path in (docs / lang).rglob("*.md") if not path.is_symlink())


def fix(docs: Path) -> list[str]:
    """Mend every page in a docs folder -> what was done, a line each. Raises OSError."""
    done: dict[Path, list[str]] = {}
    contents: dict[Path, bytes | None] = {}
    for path in pages(docs):
        raw = path.read_bytes()
        try:
            text, done[path] = characters(raw)
        except UnicodeDecodeError:
            continue  # nobody can say what it was meant to be
        if text.encode() != raw and raw.strip():
            contents[path] = text.encode()
    write_all(contents)
    by_path = defaultdict(list)
    for problem in read_tree(docs)[1]:
        by_path[problem.at.path].append(problem)
    contents = {}
    for path in pages(docs):
        text, said = mend(path.read_text("utf-8"), by_path[named(docs, path)]) if (
            by_path[named(docs, path)] and path in done
        ) else ("", [])
        if said:
            contents[path] = text.encode()
            done[path] += said
    write_all(contents)
    return [f"{named(docs, path)}: {said}" for path, steps in done.items() for said in steps]


def named(docs: Path, path: Path) -> str:
    """A file as problems name it."""
    return f"{docs.name}/{path.relative_to(docs).as_posix()}"


def still_right(docs: Path, paths: Sequence[Path], today: date) -> list[str]:
    """Date records today -> what was done, a line each. Raises Stop where one is no record."""
    contents: dict[Path, bytes | None] = {}
    for given in paths:
        path = located(docs, given)
        text, dated = path.read_text("utf-8"), f"reviewed: {today}"
        if not REVIEWED.search(text.partition("\n---\n")[0]):
            raise Stop(f"`{given}` has no line `reviewed:`: name a record's Vietnamese file.")
        contents[path] = REVIEWED.sub(dated, text, count=1).encode()
    write_all(contents)
    return [f"{named(docs, path)}: reviewed {today}" for path in contents]


def located(docs: Path, path: Path) -> Path:
    """A record's file as somebody names it, in either language -> its Vietnamese file."""
    whole = path.resolve()
    for lang in LANGS:
        root = (docs / lang).resolve()
        if whole.is_relative_to(root) and (there := docs / "vi" / whole.relative_to(root)).is_file():
            return there
    raise Stop(f"`{path}` is no page of {docs.name}/: name a file below {docs.name}/vi.")
