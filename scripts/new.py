"""`new TYPE ID`: both files of a record, with everything but the words; `new source FILE.txt`: from a document cut into passages."""

from __future__ import annotations

import argparse
import codecs
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from macros.load.blank import blank
from macros.load.decode import slug
from macros.model import KINDS, LANGS
from scripts import guard
from scripts.schema import ID
from scripts.setup import ROOT, Stop

MARKER = re.compile(r"^\[([a-z0-9-]+):([0-9]+)\][ \t]*$", re.MULTILINE)
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SHOWN = 8
"""Words of a passage that are shown, so that an editor finds it in the document."""


def decode(raw: bytes) -> str:
    """A document's bytes -> its text, as Windows or anything else saved it. Raises Stop when it is no text."""
    coding = next((name for bom, name in BOMS.items() if raw.startswith(bom)), "utf-8")
    try:
        text = raw.decode(coding)
    except UnicodeDecodeError:
        raise Stop("The document is not UTF-8: save it as plain text with encoding UTF-8 and start again.") from None
    return unicodedata.normalize("NFC", "\n".join(text.splitlines()))


def cut(text: str, name: str) -> tuple[str, list[str]]:
    """A document and its file's name -> its id and passages: at `[id:n]` lines, or else at blank lines. Raises Stop."""
    marks = list(MARKER.finditer(text))
    if not marks:
        passages = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
    else:
        wanted = [(marks[0][1], str(number)) for number in range(1, len(marks) + 1)]
        for mark, want in zip(marks, wanted, strict=True):
            if mark.groups() != want:
                line = text.count("\n", 0, mark.start()) + 1
                raise Stop(f"Line {line} says {mark[0].strip()} where [{want[0]}:{want[1]}] should stand: number the passages from 1.")
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        passages = [" ".join(text[mark.end() : end].split()) for mark, end in zip(marks, ends, strict=True)]
    if not passages or not all(passages):
        raise Stop("The document has an empty passage: give it words, or remove its marker." if passages else "The document is empty.")
    return (marks[0][1] if marks else slug(name)), passages


def write(kind: str, name: str, passages: int = 0) -> list[str]:
    """Write both files of a record -> their paths. Raises Stop rather than overwrite anything."""
    if not re.fullmatch(ID, name):
        raise Stop(f"`{name}` is no id: use a to z, 0 to 9 and single hyphens, such as `calm-first`.")
    guard.refuse(name)
    files = {lang: ROOT / "docs" / lang / KINDS[kind].folder / f"{name}.md" for lang in LANGS}
    shown = {lang: path.relative_to(ROOT).as_posix() for lang, path in files.items()}
    for lang, path in files.items():
        if path.exists():
            raise Stop(f"{shown[lang]} exists already: change it, or choose another id.")
    for lang, path in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(blank(kind, name, lang, date.today(), passages), "utf-8", newline="\n")
        print(f"Written: {shown[lang]}")
    return list(shown.values())


def source(path: Path) -> None:
    """Write the record of a document and say what comes next; its text stays where it is. Raises Stop."""
    try:
        name, passages = cut(decode(path.read_bytes()), path.stem)
    except OSError as error:
        raise Stop(f"{path} cannot be read ({error.strerror}): name the document's text file.") from None
    print(f"{path.name}: {len(passages)} passages. The document itself is not stored; keep it at hand.")
    for number, passage in enumerate(passages, 1):
        words = passage.split()
        print(f"  {name}:{number}  {' '.join(words[:SHOWN])}{' …' if len(words) > SHOWN else ''} ({len(words)} words)")
    written = write("source", name, len(passages))
    print(
        f"Next: 1. Fill in the empty quotes of {' and '.join(written)}: a gist says a passage in your own words.\n"
        f"      2. Start what it teaches, such as `python3 -m scripts new case ID`, and cite it there: `cites: [{name}:1]`.\n"
        "      3. Write `state: used` where a passage is cited, or `left-out` with a `reason`.\n"
        "      `python3 -m scripts check` says at every point what is still to do."
    )


def main(argv: Sequence[str]) -> int:
    """`new TYPE ID` or `new source FILE.txt`: exit code 0 written, 2 refused."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts new", description=__doc__)
    parser.add_argument("type", choices=KINDS)
    parser.add_argument(
        "id", help="the file's name: a to z, 0 to 9 and hyphens, the same in both languages, never reused; for a source, a text file"
    )
    args = parser.parse_args(argv)
    if args.type == "source" and args.id.lower().endswith(".txt"):
        source(Path(args.id))
        return 0
    write(args.type, args.id)
    print("Next: fill in the empty quotes in both, then `python3 -m scripts check` says what is still missing.")
    return 0
