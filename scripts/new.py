"""`new TYPE ID`: begin a page in both languages; `new source FILE.txt` does from a document."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import mode
from typing import Any

from macros.model import (
    KINDS,
    LANGS,
    NO_WORDS,
    Case,
    Lang,
    Passage,
    Record,
    Ref,
    Situation,
    Source,
    Text,
    Wording,
)
from macros.read import read_tree
from macros.read.firm import firm
from macros.read.front import did_you_mean
from macros.read.tree import Reading, outlined
from macros.rules import judged
from macros.write.blank import FILLER, blank
from macros.write.files import write_all
from scripts import guard, project
from scripts.document import SAVE, TITLE, cut, decode
from scripts.project import Stop
from scripts.rename import kind_of, parted
from scripts.summary import next_steps, readers_language


def source(path: Path, draft: bool) -> list[str]:
    """Write the record of a document -> what is said of it, each passage whole. Raises Stop."""
    if path.suffix.lower() != ".txt":
        raise Stop(f"{path.name} is no text file: {SAVE}")
    try:
        words = decode(path.read_bytes())
    except OSError as error:
        cure = "name the document's text file."
        raise Stop(f"{path} cannot be read ({error.strerror}): {cure}") from None
    name, passages, before = cut(words, path.stem)
    names, ids = guard.known(), [str(number) for number in range(1, len(passages) + 1)]
    known: dict[str, Any] = {"passages": tuple(Passage(id=number) for number in ids)}
    if TITLE.fullmatch(f"{before}\n\n") and guard.masked(before, names) == before:
        vietnamese = "đ" in words.lower()  # in every document of some length, and in no English one
        known["title"] = Text(before, FILLER) if vietnamese else Text(FILLER, before)
    parts = {"Before the first passage, and in none": before} if before else {}
    parts |= {f"{name}:{number}": words for number, words in zip(ids, passages, strict=True)}
    return [
        f"{path.name}: {len(passages)} passages. It is not stored: keep it, outside of docs/.",
        *(shown(part, words, names) for part, words in parts.items()),
        "",
        *write(Source, name, draft, **known),
        next_steps("source", readers_language()).format(name=name),
    ]


def shown(name: str, words: str, names: guard.Names | None) -> str:
    """A passage's words below its name, without private names."""
    said = " ".join(guard.masked(words, names).split())
    return (
        f"\n{name} ({len(words.split())} words)\n{textwrap.indent(textwrap.fill(said, 96), '  ')}"
    )


def write(cls: type[Record], name: str, draft: bool = False, **known: Any) -> list[str]:
    """Write what is not there yet of a record's files, with gaps -> what was done. Raises Stop."""
    guard.refuse(name)
    docs, place = project.ROOT / "docs", f"{cls.folder}/{name}.md"
    files = {lang: docs / lang / place for lang in LANGS}
    there: dict[Lang, dict[str, Path]] = {
        lang: {place: path} if path.is_file() and path.read_bytes().strip() else {}
        for lang, path in files.items()
    }
    reading = Reading(docs=docs, files=there)
    if all(there.values()):
        cure = "change it, or choose an id that was never used."
        raise Stop(f"{reading.path('vi', place)} exists already: {cure}")
    fronts = reading.fronts(place, "")
    leads_on = [files[lang] for lang, part in fronts.items() if "moved" in part.settings]
    others = {} if leads_on else outlined(reading, cls, fronts, place)
    for fault in (fault for fault in reading.problems if fault.code != "language-missing"):
        cure = "mend what `python3 -m scripts check` says of it first."
        raise Stop(f"{fault.at.path} exists already and cannot be read: {cure}")
    made: dict[Path, str | bytes | None] = {}
    for lang in (lang for lang in LANGS if not there[lang]):
        other = next(iter(others.values()), None)
        words = blank(cls.kind, lang, date.today(), other, **{"owner": owner(cls), **known})
        words = words.replace("[KEY:", f"[{name}:") if cls is Source else words
        words = words.replace("---\n", "---\ndraft: true\n", int(draft and lang == "vi"))
        made[files[lang]] = leads_on[0].read_bytes() if leads_on else words
    write_all(made)
    return [f"Written: {reading.path(lang, place)}" for lang in LANGS if not there[lang]]


def owner(cls: type[Record]) -> str:
    """Who answers for a new record of a kind: the team that does for most others."""
    others = read_tree(project.ROOT / "docs")[0].records
    alike = [one.owner for one in others if isinstance(one, cls)]
    return mode(alike or [one.owner for one in others] or [*firm().choices("teams"), FILLER])


def for_situation(name: str) -> dict[str, Any]:
    """What a situation, and a phrase that it has, tell of another one for it. Raises Stop."""
    made, _ = judged(project.ROOT / "docs", advise=False)
    _, wanted = parted(name)
    at = made.records.get(f"situation/{wanted}")
    if not isinstance(at, Situation):
        known = [situation.id for situation in made.all(Situation)]
        hint = did_you_mean(wanted, known) or f"One of: {', '.join(known)}"
        raise Stop(f"There is no situation `{wanted}`. {hint}")
    beside = next(iter(made.phrases_of(at.key)), None)
    cases = (case for ref in at.cases if isinstance(case := made.records.get(ref.key), Case))
    lessons = [case.lessons[0].principle for case in cases]
    gap = Text(FILLER, FILLER)
    return {
        **{field: getattr(at, field) for field in ("owner", "review_every", "roles", "phase")},
        "channel": beside.channel if beside else firm().choices("channels")[:1],
        "moment": beside.moment if beside else "open",
        "situations": (Ref("situation", at.id),),
        "principles": at.principles[:1] or (beside.principles if beside else tuple(lessons[:1])),
        "best": Wording(text=gap, why=gap, origin="editorial"),
        "poor": None,
        "better": None,
        "aliases": NO_WORDS,
    }


def main(argv: Sequence[str]) -> int:
    """`new TYPE ID` or `new source FILE.txt`: exit code 0 written, 2 refused."""
    parser = project.parser("new", __doc__)
    parser.add_argument("type", help=f"one of {', '.join(KINDS)}")
    parser.add_argument("id", help="a to z, 0 to 9 and hyphens; for a source, a text file")
    parser.add_argument("--draft", action="store_true", help="not to be published yet")
    parser.add_argument("--for", dest="situation", help="for a phrase: when one needs it")
    args = parser.parse_args(argv)
    cls = kind_of(args.type)
    if cls is None:
        hint = did_you_mean(args.type, KINDS) or f"One of: {', '.join(KINDS)}"
        raise Stop(f"There is no kind `{args.type}`. {hint}")
    if cls is Source and re.search(r"[./\\]", args.id):
        print("\n".join(source(Path(args.id), args.draft)))
        return 0
    if args.situation and cls.kind != "phrase":
        raise Stop("`--for` is for a phrase: leave it out.")
    known_of = for_situation(args.situation) if args.situation else {}
    said = write(cls, args.id, args.draft, **known_of)
    if known_of:
        said += [f"Taken from {args.situation}: owner, channel, moment, principles."]
    print("\n".join((*said, next_steps("record", readers_language()))))
    return 0
