"""`new TYPE ID`: both files of a record, with everything but the words; `new source FILE.txt`: from a document cut into passages."""

from __future__ import annotations

import argparse
import codecs
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from macros.write.blank import blank
from macros.read.ids import SLUG, slug
from macros.read.front import Scalar, did_you_mean, split
from macros.model import FOLDERS, KINDS, LANGS
from scripts import guard
from scripts.setup import ROOT, Stop

MARKER = re.compile(r"^[ \t]*(\[([^\[\]\n]+):[ \t]*([0-9]+)\])", re.MULTILINE)
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SHOWN = 8
"""Words of a passage that are shown, so that an editor finds it in the document."""
GUIDE = """Next:
1. Fill in the empty quotes of both: a gist says a passage in your own words. What is still empty, with its line, lists

     python3 -m scripts check

2. Start a page for what the document teaches; put an id of your own for ID:

     python3 -m scripts new principle ID
     python3 -m scripts new case ID

   There, fill in the empty quotes again, and cite the passages: `cites: [{name}:1]`.
   A case names a principle in each lesson, and what to do or say: `checklists: [ID]` or `phrases: [ID]` on a line of its own.
   A situation (`new situation ID`) needs a choice in the finder: `- {{id: ID, text: "…", situation: ID}}` below the `options:`
   of a question in docs/vi/finder/, and `ID: "…"` at the same place in docs/en/finder/.
3. In docs/vi/sources/{name}.md write for each passage, in place of `state: open`, one of
     state: used                 where a page cites it
     state: merged               and below it   into: {name}:1     where another passage says it too
     state: left-out             and below it   reason: "…"        and in English   "1": {{gist: "…", reason: "…"}}
4. Put the lines in order, and see that nothing is left to do:

     python3 -m scripts check --fix"""


def decode(raw: bytes) -> str:
    """A document's bytes -> its text, as Windows or anything else saved it. Raises Stop when it is no text."""
    coding = next((name for bom, name in BOMS.items() if raw.startswith(bom)), "utf-8")
    try:
        text = raw.decode(coding)
    except UnicodeDecodeError:
        raise Stop(
            "The document is not UTF-8: save it as plain text with encoding UTF-8 and start again."
        ) from None
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise Stop(
            "The document is no plain text: save it as plain text (.txt) with encoding UTF-8 and start again."
        )
    return unicodedata.normalize("NFC", "\n".join(text.splitlines()))


def cut(text: str, name: str) -> tuple[str, list[str]]:
    """A document and its file's name -> its id and passages: at `[id:n]` markers that start a line, or else at blank lines. Raises Stop."""
    marks = list(MARKER.finditer(text))
    if not marks:
        passages = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
        if not passages:
            raise Stop("The document is empty.")
        if not slug(name):
            raise Stop(
                f"`{name}` gives no id: name the file with letters or digits, such as late-delivery.txt."
            )
        return slug(name), passages
    made = slug(marks[0][2])
    if not made:
        raise Stop(
            f"`{marks[0][1]}` gives no id: write the marker with letters or digits, such as [late-delivery:1]."
        )
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    passages = []
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True), 1):
        line = text.count("\n", 0, mark.start(1)) + 1
        if mark[1] != f"[{made}:{number}]":
            raise Stop(
                f"Line {line} says {mark[1]} where [{made}:{number}] should stand: small letters and hyphens, numbered from 1."
            )
        passages.append(" ".join(text[mark.end() : end].split()))
        if not passages[-1]:
            raise Stop(
                f"Line {line}: the passage {mark[1]} is an empty passage: give it words, or remove its marker."
            )
    return made, passages


def write(kind: str, name: str, passages: int = 0) -> list[str]:
    """Write the files of a record that are not there yet -> their paths. Raises Stop rather than overwrite anything."""
    if not SLUG.fullmatch(name):
        raise Stop(
            f"`{name}` is no id: use a to z, 0 to 9 and single hyphens, such as `calm-first`."
        )
    guard.refuse(name)
    files = {lang: ROOT / "docs" / lang / KINDS[kind].folder / f"{name}.md" for lang in LANGS}
    shown = {lang: path.relative_to(ROOT).as_posix() for lang, path in files.items()}
    there = [lang for lang, path in files.items() if path.is_file() and path.read_bytes().strip()]
    front = split(files[there[0]].read_bytes(), "")[0] if there else None
    if there and front is None:
        raise Stop(
            f"{shown[there[0]]} exists already and cannot be read: mend what `python3 -m scripts check` says of it first."
        )
    way = front.meta.entries.get("moved") if front else None
    if len(there) == len(files):
        if isinstance(way, Scalar):
            raise Stop(
                f"`{name}` leads on to `{way.value}`, and an id is never used for something else: choose another id."
            )
        raise Stop(f"{shown[there[0]]} exists already: change it, or choose another id.")
    for lang, path in files.items():
        if lang not in there:
            made = blank(
                kind, name, lang, date.today(), passages, other=front.meta if front else None
            )
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                files[there[0]].read_text("utf-8") if way else made, "utf-8", newline="\n"
            )
    return [shown[lang] for lang in files if lang not in there]


def source(path: Path) -> None:
    """Write the record of a document and say what comes next; its text stays where it is. Raises Stop."""
    if path.suffix.lower() != ".txt":
        raise Stop(
            f"{path.name} is no text file: save the document as plain text (.txt) with encoding UTF-8, and start again with that."
        )
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise Stop(
            f"{path} cannot be read ({error.strerror}): name the document's text file."
        ) from None
    name, passages = cut(text, path.stem)
    written = write("source", name, len(passages))
    print(
        f"{path.name}: {len(passages)} passages. The document itself is not stored; keep it at hand, outside of docs/."
    )
    if (first := MARKER.search(text)) and (before := len(text[: first.start()].split())):
        print(f"  Left out: the {before} words before {first[1]}.")
    names = guard.known()
    for number, passage in enumerate(passages, 1):
        words = passage.split()
        said = guard.masked(" ".join(words[:SHOWN]), names)
        print(f"  {name}:{number}  {said}{' …' if len(words) > SHOWN else ''} ({len(words)} words)")
    print("\n".join(f"Written: {file}" for file in written))
    print(GUIDE.format(name=name))


def main(argv: Sequence[str]) -> int:
    """`new TYPE ID` or `new source FILE.txt`: exit code 0 written, 2 refused."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts new", description=__doc__)
    parser.add_argument("type", help=f"one of {', '.join(KINDS)}")
    parser.add_argument(
        "id",
        help="the file's name: a to z, 0 to 9 and hyphens, the same in both languages, never reused; for a source, a text file",
    )
    args = parser.parse_args(argv)
    kind = FOLDERS[args.type].kind if args.type in FOLDERS else args.type
    if kind not in KINDS:
        raise Stop(
            f"There is no kind `{kind}`. {did_you_mean(kind, KINDS)} One of: {', '.join(KINDS)}.".replace(
                "  ", " "
            )
        )
    if kind == "source" and re.search(r"[./\\]", args.id):
        source(Path(args.id))
        return 0
    written = write(kind, args.id)
    print("\n".join(f"Written: {name}" for name in written))
    print(
        "Next: fill in the empty quotes, then `python3 -m scripts check` says what is still missing."
    )
    return 0
