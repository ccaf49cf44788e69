"""Starts a page: `new TYPE ID` in both languages, `new source FILE.txt` from a document."""

from __future__ import annotations

import argparse
import codecs
import re
import textwrap
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from macros.model import (
    FOLDERS,
    KINDS,
    LANGS,
    Case,
    Lang,
    Phrase,
    Record,
    Ref,
    Situation,
    Text,
    Wording,
)
from macros.read import body, front, text
from macros.read.assign import Assigner, Branch
from macros.read.firm import firm
from macros.read.front import Front, did_you_mean
from macros.read.ids import SLUG, slug
from macros.rules import library
from macros.write.blank import blank
from macros.write.markdown import written
from scripts import guard, project
from scripts.project import Stop
from scripts.save import save

MARKER = re.compile(r"^[ \t]*(\[([^\[\]\n]+):[ \t]*([0-9]+)\])", re.MULTILINE)
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
TITLE = re.compile(r"[^\n]{1,120}(?<![.:;,…])")
"""A first paragraph that is a title: one short line that does not end as a sentence does."""
NEXT = """Next: write something for each `…` and each word in capitals; take a line away that does
not fit. What is left, with its line, lists `python3 -m scripts check`."""
GUIDE = """Next:
1. Write something for each `…` in both files: a gist says a passage in your own words.
   What is left, with its line, lists

     python3 -m scripts check

2. Start a page for what the document teaches, with an id of your own for ID:

     python3 -m scripts new principle ID
     python3 -m scripts new case ID

   Cite the passages there: `[{name}:NUMBER]` on the line below the words that rest on one.
   A lesson of a case names its principle there too: `[principles/ID]`; the front matter of a case
   says what to do or say: `checklists: [ID]` or `phrases: [ID]`.
   A situation (`new situation ID`) needs a choice in the finder: `- … ^ID` and, below it,
   `[situations/ID]` in docs/vi/finder/, and `- … ^ID` at the same place in docs/en/finder/.
3. In docs/vi/sources/{name}.md write for each passage, in place of `[state: open]`, one of
     [state: used]                        where a page cites it
     [state: merged] [into: {name}:NUMBER]   where another passage says it too
     [state: left-out]                    with `  - Lý do: …` below it, in English `  - Reason: …`
4. See that nothing is left to do:

     python3 -m scripts check --fix"""


# A document


def decode(raw: bytes) -> str:
    """A document's bytes -> its text, however it was saved. Raises Stop when it is no text."""
    coding = next((name for bom, name in BOMS.items() if raw.startswith(bom)), "utf-8")
    save_as = "save it as plain text (.txt) with encoding UTF-8 and start again."
    try:
        words = raw.decode(coding)
    except UnicodeDecodeError:
        raise Stop(f"The document is not UTF-8: {save_as}") from None
    if re.search(r"[\x00-\x08\x0e-\x1f]", words):
        raise Stop(f"The document is no plain text: {save_as}")
    return unicodedata.normalize("NFC", "\n".join(words.splitlines()))


def cut(words: str, name: str) -> tuple[str, list[str], str]:
    """A document and its file's name -> its id, its passages, and what stands before the first.

    It is cut at `[id:n]` markers that start a line, or else at blank lines. Raises Stop.
    """
    marks = list(MARKER.finditer(words))
    return at_marks(words, marks) if marks else at_blank_lines(words, name)


def at_blank_lines(words: str, name: str) -> tuple[str, list[str], str]:
    """A document without markers, cut; a title above it is no passage. Raises Stop."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", words) if part.strip()]
    if not parts:
        raise Stop("The document is empty.")
    if not slug(name):
        cure = "name the file with letters or digits, such as late-delivery.txt."
        raise Stop(f"`{name}` gives no id: {cure}")
    title = parts.pop(0) if len(parts) > 1 and TITLE.fullmatch(parts[0]) else ""
    return slug(name), [" ".join(part.split()) for part in parts], title


def at_marks(words: str, marks: Sequence[re.Match[str]]) -> tuple[str, list[str], str]:
    """A document, cut at its markers. Raises Stop."""
    name = slug(marks[0][2])
    if not name:
        cure = "write the marker with letters or digits, such as [late-delivery:1]."
        raise Stop(f"`{marks[0][1]}` gives no id: {cure}")
    ends = [mark.start() for mark in marks[1:]] + [len(words)]
    passages = []
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True), 1):
        where = f"Line {words.count(chr(10), 0, mark.start(1)) + 1}"
        if mark[1] != f"[{name}:{number}]":
            raise Stop(
                f"{where} says {mark[1]} where [{name}:{number}] should stand:"
                " small letters and hyphens, numbered from 1."
            )
        passages.append(" ".join(words[mark.end() : end].split()))
        if not passages[-1]:
            raise Stop(
                f"{where}: the passage {mark[1]} is an empty passage:"
                " give it words, or remove its marker."
            )
    return name, passages, " ".join(words[: marks[0].start()].split())


def source(path: Path) -> None:
    """Write the record of a document and say what comes next; its text is not kept. Raises Stop.

    Its passages are printed whole, to have them beside the gists that are to be written.
    """
    if path.suffix.lower() != ".txt":
        cure = (
            "save the document as plain text (.txt) with encoding UTF-8, and start again with that."
        )
        raise Stop(f"{path.name} is no text file: {cure}")
    try:
        words = decode(path.read_bytes())
    except OSError as error:
        cure = "name the document's text file."
        raise Stop(f"{path} cannot be read ({error.strerror}): {cure}") from None
    name, passages, before = cut(words, path.stem)
    names = guard.known()
    keep = "The document itself is not stored; keep it at hand, outside of docs/."
    print(f"{path.name}: {len(passages)} passages. {keep}")
    if before:
        print(shown("Before the first passage, and in none", before, names))
    for number, passage in enumerate(passages, 1):
        print(shown(f"{name}:{number}", passage, names))
    written = write("source", name, len(passages))
    print("\n".join(["", *(f"Written: {file}" for file in written), GUIDE.format(name=name)]))


def shown(name: str, words: str, names: guard.Names | None) -> str:
    """A passage's words below its name, without private names."""
    said = " ".join(guard.masked(words, names).split())
    return (
        f"\n{name} ({len(words.split())} words)\n{textwrap.indent(textwrap.fill(said, 96), '  ')}"
    )


# A record


def write(
    kind: str, name: str, passages: int = 0, draft: bool = False, like: Record | None = None
) -> list[str]:
    """Write the files of a record that are not there yet -> their paths. Raises Stop for none.

    With `like` they hold what that has, and else gaps to fill in.
    """
    if not SLUG.fullmatch(name):
        cure = "use a to z, 0 to 9 and single hyphens, such as `calm-first`."
        raise Stop(f"`{name}` is no id: {cure}")
    guard.refuse(name)
    cls = KINDS[kind]
    files = {lang: project.ROOT / "docs" / lang / cls.folder / f"{name}.md" for lang in LANGS}
    named = {lang: path.relative_to(project.ROOT).as_posix() for lang, path in files.items()}
    there = {lang: path for lang, path in files.items() if holds_something(path)}
    parts = {lang: parted(path, named[lang]) for lang, path in there.items()}
    if len(there) == len(files):
        if way := next((way for part in parts.values() if (way := moved(part))), ""):
            cure = "an id is never used for something else: choose another id."
            raise Stop(f"`{name}` leads on to `{way}`, and {cure}")
        raise Stop(f"{named['vi']} exists already: change it, or choose another id.")
    other, made = None, {}
    for lang, part in parts.items():
        if moved(part):
            made = dict.fromkeys(files.values(), there[lang].read_bytes())
        else:
            other = branch(cls, lang, part, named[lang])
    for lang, path in files.items():
        whole = like and not other and written(like, lang)
        words = whole or blank(kind, lang, date.today(), passages, other)
        words = words.replace("---\n", "---\ndraft: true\n", int(draft and lang == "vi"))
        made.setdefault(path, words.encode())
    save({path: raw for path, raw in made.items() if path not in there.values()})
    return [named[lang] for lang in files if lang not in there]


def holds_something(path: Path) -> bool:
    """Whether a file is there and not empty."""
    return path.is_file() and bool(path.read_bytes().strip())


def parted(path: Path, name: str) -> Front:
    """A record's file, cut into front matter and body. Raises Stop where it cannot be read."""
    words, faults = text.decode(path.read_bytes(), name)
    part, more = (None, faults) if faults else front.split(words, name)
    if part is None or more:
        raise Stop(unread(name))
    return part


def branch(cls: type[Record], lang: Lang, part: Front, name: str) -> Branch:
    """What a record's file in one language has. Raises Stop where it cannot be read."""
    outline, faults = body.outline(part.body, name, part.body_line)
    assigner = Assigner(lang)
    held = assigner.record(cls, part, outline, name)
    if faults or assigner.problems:
        raise Stop(unread(name))
    return held


def unread(name: str) -> str:
    """Why the other language cannot be made from a file."""
    cure = "mend what `python3 -m scripts check` says of it first."
    return f"{name} exists already and cannot be read: {cure}"


def moved(part: Front) -> str:
    """The record that a page leads on to; empty for a record."""
    setting = part.settings.get("moved")
    return setting.values[0].text if setting and setting.values else ""


def phrase_for(docs: Path, name: str, situation: str) -> Phrase:
    """A phrase for a situation, whole but for its title, its words and why they are good.

    The rest is taken from the situation and from another phrase for it. Raises Stop.
    """
    made, _ = library(docs, advise=False)
    wanted = situation.removesuffix(".md").rpartition("/")[2]
    at = next((one for one in made.all(Situation) if one.id == wanted), None)
    if at is None:
        known = [one.id for one in made.all(Situation)]
        hint = did_you_mean(wanted, known) or f"One of: {', '.join(known)}"
        raise Stop(f"There is no situation `{wanted}`. {hint}")
    beside = next(iter(made.phrases_of(at)), None)
    cases = (case for ref in at.cases if isinstance(case := made.records.get(ref.key), Case))
    shown = (case.lessons[0].principle for case in cases)
    return Phrase(
        id=name, title=Text("…", "…"), owner=at.owner, reviewed=date.today(),
        review_every=at.review_every, roles=at.roles, phase=at.phase,
        channel=beside.channel if beside else firm().choices("channels")[:1],
        moment=beside.moment if beside else "open", situations=(Ref("situation", at.id),),
        principles=at.principles[:1] or (beside.principles if beside else tuple(shown)[:1]),
        best=Wording(text=Text("…", "…"), why=Text("…", "…"), origin="editorial"),
    )  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """`new TYPE ID` or `new source FILE.txt`: exit code 0 written, 2 refused."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts new", description=__doc__)
    parser.add_argument("type", help=f"one of {', '.join(KINDS)}")
    parser.add_argument(
        "id",
        help="the file's name: a to z, 0 to 9 and hyphens, the same in both languages;"
        " for a source, a text file",
    )
    parser.add_argument(
        "--draft", action="store_true", help="not to be published yet; `check` lets it pass"
    )
    parser.add_argument(
        "--for", dest="situation", metavar="SITUATION", help="for a phrase: when one needs it"
    )
    args = parser.parse_args(argv)
    kind = FOLDERS[args.type].kind if args.type in FOLDERS else args.type
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS)
        raise Stop(
            " ".join(f"There is no kind `{kind}`. {hint} One of: {', '.join(KINDS)}.".split())
        )
    if kind == "source" and re.search(r"[./\\]", args.id):
        source(Path(args.id))
        return 0
    if args.situation and kind != "phrase":
        raise Stop("`--for` is for a phrase: leave it out.")
    docs = project.ROOT / "docs"
    like = phrase_for(docs, args.id, args.situation) if args.situation else None
    print("\n".join(f"Written: {name}" for name in write(kind, args.id, 0, args.draft, like)))
    if like:
        print(f"Taken from {args.situation} and its phrases: owner, channel, moment, principles.")
    print(NEXT)
    return 0
