"""Starts a page: `new TYPE ID` in both languages, `new source FILE.txt` from a document."""

from __future__ import annotations

import argparse
import re
import textwrap
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import mode
from typing import Any

from macros.model import (
    FOLDERS,
    KINDS,
    LANGS,
    Case,
    Lang,
    Passage,
    Phrase,
    Record,
    Ref,
    Situation,
    Source,
    Text,
    Wording,
)
from macros.read import body, front, read_tree, text
from macros.read.assign import Assigner, Branch
from macros.read.firm import firm
from macros.read.front import Front, did_you_mean
from macros.read.ids import slug
from macros.rules import library
from macros.write.blank import FILLER, blank
from macros.write.markdown import written
from scripts import guard, project
from scripts.project import Stop
from scripts.save import save

MARKER = re.compile(r"^[ \t]*(\[([^\[\]\n]+):[ \t]*([0-9]+)\])", re.MULTILINE)
TITLE = re.compile(r"[^\n]{1,120}(?<![.:;,…])\n\s*\n")
"""A first paragraph that is a title: one short line that does not end as a sentence does."""
SAVE = "save it as plain text (.txt) with encoding UTF-8, and start again with that."
UNREAD = (
    "{} exists already and cannot be read: mend what `python3 -m scripts check` says of it first."
)
NEXT = """Next: write something for each `…` and each word in capitals; take a line away that does
not fit. What is left, with its line, lists `python3 -m scripts check`."""
GUIDE = """Next:
1. Write something for each `…` in both files, and a passage's number for each NUMBER.
   What is left, with its line, lists

     python3 -m scripts check

2. Make something of it that people can use: what to do and to say when it happens.

     python3 -m scripts new situation ID
     python3 -m scripts new phrase ID --for SITUATION

   Or begin with a `checklist`, or with a `case` and its `principle`; `new TYPE ID` each time.
   Cite there what the words rest on: `[{name}:NUMBER]` on the line below them.
   `check` asks for one sentence of your own, in sources/{name}.md, on each passage that you cite;
   the others may wait.
3. See that nothing is left to do, and look at it:

     python3 -m scripts check --fix
     python3 -m scripts build"""


# A document


def decode(raw: bytes) -> str:
    """A document's bytes -> its text, however it was saved. Raises Stop when it is no text."""
    try:
        words = raw.decode("utf-16" if raw.startswith(text.UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise Stop(f"The document is not UTF-8: {SAVE}") from None
    if re.search(r"[\x00-\x08\x0e-\x1f]", words):
        raise Stop(f"The document is no plain text: {SAVE}")
    return unicodedata.normalize("NFC", "\n".join(words.splitlines()))


def cut(words: str, name: str) -> tuple[str, list[str], str]:
    """A document and its file's name -> its id, its passages, and what stands before the first.

    It is cut at `[id:n]` markers that start a line, or else at blank lines; then a title above it
    is no passage. Raises Stop.
    """
    if marks := list(MARKER.finditer(words)):
        return at_marks(words, marks)
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", words.strip())]
    if not slug(name):
        raise Stop(f"`{name}` gives no id: name the file with letters, such as late-delivery.txt.")
    title = parts.pop(0) if len(parts) > 1 and TITLE.match(words.strip()) else ""
    if not parts[0]:
        raise Stop("The document is empty.")
    return slug(name), parts, title


def at_marks(words: str, marks: Sequence[re.Match[str]]) -> tuple[str, list[str], str]:
    """A document, cut at its markers. Raises Stop."""
    name = slug(marks[0][2])
    if not name:
        cure = "write letters or digits, such as [late-delivery:1]."
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

    Its passages are printed whole, to have them beside what is written of them.
    """
    if path.suffix.lower() != ".txt":
        raise Stop(f"{path.name} is no text file: {SAVE}")
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
    known: dict[str, Any] = {
        "passages": tuple(Passage(id=str(number)) for number in range(1, len(passages) + 1))
    }
    if TITLE.fullmatch(f"{before}\n\n") and guard.masked(before, names) == before:
        vietnamese = "đ" in words.lower()  # in every document of some length, and in no English one
        known["title"] = Text(before, FILLER) if vietnamese else Text(FILLER, before)
    written = write("source", name, **known)
    print("\n".join(["", *(f"Written: {file}" for file in written), GUIDE.format(name=name)]))


def shown(name: str, words: str, names: guard.Names | None) -> str:
    """A passage's words below its name, without private names."""
    said = " ".join(guard.masked(words, names).split())
    return (
        f"\n{name} ({len(words.split())} words)\n{textwrap.indent(textwrap.fill(said, 96), '  ')}"
    )


# A record


def write(
    kind: str, name: str, draft: bool = False, like: Record | None = None, **known: Any
) -> list[str]:
    """Write the files of a record that are not there yet -> their paths. Raises Stop for none.

    With `like` they hold what that has, and else what is known and gaps to fill in.
    """
    guard.refuse(name)
    cls = KINDS[kind]
    files = {lang: project.ROOT / "docs" / lang / cls.folder / f"{name}.md" for lang in LANGS}
    named = {lang: path.relative_to(project.ROOT).as_posix() for lang, path in files.items()}
    there = {lang: parted(path, named[lang]) for lang, path in files.items() if held(path)}
    if len(there) == len(files):
        raise Stop(f"{named['vi']} exists already: change it, or choose an id that was never used.")
    other, leads_on = None, b""
    for lang, part in there.items():
        if "moved" in part.settings:
            leads_on = files[lang].read_bytes()
        else:
            other = branch(cls, lang, part, named[lang])
    made: dict[Path, str | bytes | None] = {}
    for lang in [lang for lang in LANGS if lang not in there]:
        whole = like and not other and written(like, lang)
        words = whole or blank(kind, lang, date.today(), other, owner=owner(cls), **known)
        words = words.replace("[KEY:", f"[{name}:") if cls is Source else words
        words = words.replace("---\n", "---\ndraft: true\n", int(draft and lang == "vi"))
        made[files[lang]] = leads_on or words
    save(made)
    return [named[lang] for lang in files if lang not in there]


def owner(cls: type[Record]) -> str:
    """Who answers for a new record of a kind: the team that does for most others."""
    others, _ = read_tree(project.ROOT / "docs")
    owners = [one.owner for one in others.records if isinstance(one, cls)]
    owners = owners or [one.owner for one in others.records] or [*firm().choices("teams"), FILLER]
    return mode(owners)


def held(path: Path) -> bool:
    """Whether a file is there and not empty."""
    return path.is_file() and bool(path.read_bytes().strip())


def parted(path: Path, name: str) -> Front:
    """A record's file, cut into front matter and body. Raises Stop where it cannot be read."""
    words, faults = text.decode(path.read_bytes(), name)
    part, more = (None, faults) if faults else front.split(words, name)
    if part is None or more:
        raise Stop(UNREAD.format(name))
    return part


def branch(cls: type[Record], lang: Lang, part: Front, name: str) -> Branch:
    """What a record's file in one language has. Raises Stop where it cannot be read."""
    outline, faults = body.outline(part.body, name, part.body_line)
    assigner = Assigner(lang)
    held = assigner.record(cls, part, outline, name)
    if faults or assigner.problems:
        raise Stop(UNREAD.format(name))
    return held


def phrase_for(docs: Path, name: str, situation: str) -> Phrase:
    """A phrase for a situation, whole but for its title, its words and why they are good.

    The rest is taken from the situation and from another phrase for it. Raises Stop.
    """
    made, _ = library(docs, advise=False)
    wanted = situation.removesuffix(".md").rpartition("/")[2]
    at = made.records.get(f"situation/{wanted}")
    if not isinstance(at, Situation):
        known = [situation.id for situation in made.all(Situation)]
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
    print("\n".join(f"Written: {name}" for name in write(kind, args.id, args.draft, like)))
    if like:
        print(f"Taken from {args.situation} and its phrases: owner, channel, moment, principles.")
    print(NEXT)
    return 0
