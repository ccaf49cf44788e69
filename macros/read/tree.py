"""The `docs` folder -> every record and page in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from macros import model
from macros.model import FOLDERS, LANGS, Cite, Lang, Mark, Page, Problem, Record, Ref, Retired
from macros.read import pages, text
from macros.read.assign import Assigner, Branch
from macros.read.body import Body
from macros.read.decode import Decoder
from macros.read.files import list_files
from macros.read.firm import firm
from macros.read.front import Front, Setting
from macros.read.ids import SLUG, no_id, slug
from macros.read.reader import BAD, Reader
from macros.read.shapes import at_place, headings_of, shapes_of
from macros.read.span import Span

OTHER: dict[Lang, Lang] = {"vi": "en", "en": "vi"}
LEFT = {"moved": re.compile(r"\s*()"), "retired": re.compile(r"\s*# ([^\n]*\S)\s*")}
"""What a page may hold that leads on to another, by the key that says so."""


@dataclass(kw_only=True)
class Tree:
    """Everything read from a `docs` folder."""

    records: list[Record] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Keys of records that cannot be read: links to them are no fault of the linking page."""
    unread: set[str] = field(default_factory=set)
    """Keys of those of which nothing could be read at all, so that nobody knows what they name."""
    names: list[Ref | Cite] = field(default_factory=list)
    """Every record, passage and id of playbook.yml that is named, in broken records too."""
    unsaid: list[Ref | Cite] = field(default_factory=list)
    """The same of drafts, of which nothing is said."""
    moved: dict[str, str] = field(default_factory=dict)
    """Keys that records once had -> the key that the page in their place leads on to."""
    retired: dict[str, Retired] = field(default_factory=dict)
    """By key: records that are used no more."""
    drafts: set[str] = field(default_factory=set)
    """Keys of records that are not to be published yet."""

    def has_broken(self, kind: str) -> bool:
        """Whether some record of a kind cannot be read: nobody knows what it would say."""
        return any(key.startswith(f"{kind}/") for key in self.broken)


@dataclass(kw_only=True)
class Reading(Tree, Reader):
    """A tree that is being read, and the files it is read from."""

    docs: Path
    files: dict[Lang, dict[str, Path]] = field(default_factory=dict)

    def path(self, lang: Lang, name: str) -> str:
        """A file as problems name it."""
        return f"{self.docs.name}/{lang}/{name}"

    def fronts(self, name: str, cure: str) -> dict[Lang, Front]:
        """A page's files, each cut in two; one that cannot be read is left out."""
        fronts = {}
        for lang in LANGS:
            if name not in self.files[lang]:
                at = Mark(self.path(OTHER[lang], name))
                self.report("language-missing", at, cure=cure, path=self.path(lang, name))
                continue
            words = self.text(self.files[lang][name], self.path(lang, name), cure)
            part = Front(words, self.path(lang, name)) if words else None
            self.problems += part.problems if part else ()
            if part and not part.open:
                fronts[lang] = part
        return fronts

    def text(self, path: Path, name: str, cure: str) -> str:
        """The words of a file, or nothing where it cannot be read on."""
        try:
            raw = path.read_bytes()
        except OSError as error:
            self.report("unreadable", Mark(name), why=error.strerror)
            return ""
        if not raw.strip():
            self.report("file-empty", Mark(name), cure=cure)
            return ""
        words, problems = text.decode(raw, name)
        self.problems += problems
        return "" if problems else words

    def add(self, other: Reading) -> None:
        """Take in what came of reading one record."""
        for name in ("problems", *(item.name for item in fields(Tree))):
            mine, more = getattr(self, name), getattr(other, name)
            if isinstance(mine, list):
                mine.extend(more)
            else:
                mine.update(more)


KEPT: dict[tuple[Path, str], tuple[list[bytes | None], object, Reading]] = {}
"""Of each record what its files held when it was last read, for which firm, and what came of it."""


def kept(reading: Reading, cls: type[Record], name: str, stem: str) -> Reading:
    """What comes of reading a record: read again only where a file of it is not as it was."""
    paths = [files.get(name) for files in reading.files.values()]
    try:
        held = [path.read_bytes() if path else None for path in paths]
    except OSError:  # the reading says so
        held = []
    key, now = (reading.docs, name), firm()
    last = KEPT.get(key)
    if last and held and last[:2] == (held, now):
        return last[2]
    alone = Reading(docs=reading.docs, files=reading.files)
    read_record(alone, cls, name, stem)
    KEPT[key] = held, now, alone
    return alone


def read_tree(docs: Path) -> tuple[Tree, list[Problem]]:
    """Read `docs/vi` and `docs/en`. Whatever cannot be read is a problem: nothing is raised."""
    reading = Reading(docs=docs)
    for lang in LANGS:
        reading.files[lang], problems = list_files(docs, lang)
        reading.problems += problems
    for name in sorted({name for files in reading.files.values() for name in files}):
        folder, _, stem = name.removesuffix(".md").rpartition("/")
        cls = FOLDERS.get(folder) if stem != "index" else None
        if not all(map(SLUG.fullmatch, name.removesuffix(".md").split("/"))):
            bad_name(reading, cls, name)
        elif cls:
            reading.add(kept(reading, cls, name, stem))
        else:
            read_page(reading, name)
    return reading, reading.problems


def read_page(reading: Reading, name: str) -> None:
    """A page that is no record."""
    fronts = reading.fronts(name, "Write it too: a page stands in both languages")
    for lang, part in fronts.items():
        if meant := likeliest(part, lang):
            elsewhere(reading, meant, lang, name)
            continue
        path = reading.path(lang, name)
        page, problems = pages.page(part, name, lang, path)
        reading.pages.append(page)
        reading.problems += problems


def likeliest(part: Front, lang: Lang) -> type[Record] | None:
    """The kind of record that a file must be by its keys and headings, if it is a record at all."""
    keys = set(part.settings)
    keys -= {"title"} if {"owner", "reviewed"} <= keys else set()
    known = {cls: {shape.name for shape in at_place(cls, "front")} for cls in FOLDERS.values()}
    fitting = [cls for cls in known if keys <= known[cls]]
    best = max(fitting, key=lambda cls: parts_of(cls, part, lang), default=None)
    if best and ({"owner", "reviewed"} <= keys or parts_of(best, part, lang)):
        return best
    return None


def parts_of(cls: type[Record], part: Front, lang: Lang) -> int:
    """How many parts of a kind a file has."""
    rows = {row[3:].strip() for row in part.body.split("\n") if row.startswith("## ")}
    own = (row for row in headings_of(cls) if row.fields != ("aliases",))
    return sum(row.words[lang] in rows for row in own)


def elsewhere(reading: Reading, cls: type[Record], lang: Lang, name: str) -> None:
    """A record outside of its folder."""
    at, to = Mark(reading.path(lang, name)), f"{cls.folder}/{Path(name).name}"
    reading.report("wrong-folder", at, kind=cls.kind, to=to)


def bad_name(reading: Reading, cls: type[Record] | None, name: str) -> None:
    """A file whose name, or that of a folder around it, is no id."""
    *folders, stem = name.removesuffix(".md").split("/")
    part = next((part for part in folders if not SLUG.fullmatch(part)), stem)
    wanted = slug(part) + (".md" if part == stem else "")
    cure = f"Name it `{wanted}` in both languages" if slug(part) else ""
    for lang in LANGS:
        if name in reading.files[lang]:
            reading.report("not-an-id", Mark(reading.path(lang, name)), no_id(part), cure)
    if cls:
        reading.broken.add(f"{cls.kind}/{slug(stem)}")


def read_record(reading: Reading, cls: type[Record], name: str, stem: str) -> None:
    """A record in both languages, with a reading of its own."""
    key = f"{cls.kind}/{stem}"
    cure = f"`python3 -m scripts new {cls.kind} {stem}` makes it from the other language"
    fronts = reading.fronts(name, cure)
    for word in LEFT:
        if any(word in part.settings for part in fronts.values()):
            left_behind(reading, cls, word, fronts, name)
            return
    for lang, part in list(fronts.items()):
        meant = None if parts_of(cls, part, lang) else likeliest(part, lang)
        if meant and parts_of(meant, part, lang) > 1:
            elsewhere(reading, meant, lang, name)
            del fronts[lang]
    branches = outlined(reading, cls, fronts, name)
    record = BAD
    if "vi" in branches:
        decoder = Decoder()
        record = decoder.made(branches["vi"], branches.get("en"), id=stem)
        (reading.unsaid if drafted(fronts["vi"]) else reading.names).extend(decoder.names)
        reading.problems += decoder.problems
    else:
        reading.unread.add(key)
    if "vi" in fronts and drafted(fronts["vi"]):
        reading.report("still-a-draft", Mark(reading.path("vi", name)))
        reading.problems = [replace(problem, level="warning") for problem in reading.problems]
        reading.drafts.add(key)
    elif record is BAD or reading.problems:
        reading.broken.add(key)
    else:
        reading.records.append(record)


def outlined(
    reading: Reading, cls: type[Record], fronts: Mapping[Lang, Front], name: str
) -> dict[Lang, Branch]:
    """A record's files -> what stands in each of its fields, in each language."""
    branches = {}
    for lang, part in fronts.items():
        path = reading.path(lang, name)
        body, assigner = Body(part.body, path, part.body_line), Assigner(lang)
        branches[lang] = assigner.record(cls, part, body, path)
        reading.problems += body.problems + assigner.problems
    return branches


def drafted(part: Front) -> bool:
    """Whether a record's Vietnamese file says that it is a draft."""
    setting = part.settings.get("draft")
    return bool(setting and list(setting.values) == ["true"])


def left_behind(
    reading: Reading, cls: type[Record], word: str, fronts: Mapping[Lang, Front], name: str
) -> None:
    """What is left in a record's place, alike in both languages -> the record it leads on to."""
    key, decoder = f"{cls.kind}/{Path(name).stem}", Decoder()
    titles: dict[Lang, str] = {}
    ways: list[Ref] = []
    wrong: list[Mark] = []
    for lang, part in fronts.items():
        path = reading.path(lang, name)
        setting = part.settings.get(word, Setting((), Mark(path)))
        held, way = LEFT[word].fullmatch(part.body), led_to(word, cls, setting.values)
        if not (held and way) or len(part.settings) > 1:
            wrong.append(setting.at)
            continue
        ways.append(way)
        at = Mark(path, part.body_line + part.body.count("\n", 0, held.start(1)), 3)
        titles[lang] = decoder.text(Span.row(held[1], at).plain(), shapes_of(cls)["title"])
    if len(ways) == len(LANGS) and ways[0] != ways[1]:
        wrong.append(ways[1].at)
    if wrong and word == "retired":
        wrong = [Mark(reading.path("vi", name))]
    for at in wrong:
        reading.report(f"{word}-in-part", at)
    reading.names += ways
    reading.problems += decoder.problems
    if wrong or len(ways) < len(LANGS) or decoder.problems:
        reading.broken.add(key)
    elif word == "moved":
        reading.moved[key] = ways[0].key
    else:
        reading.retired[key] = Retired(model.Text(titles["vi"], titles["en"]), ways[0])


def led_to(word: str, cls: type[Record], values: Sequence[Span]) -> Ref | None:
    """The record that a page leads on to: `moved` to one of its kind, `retired` to any."""
    folder, _, name = values[0].rpartition("/") if len(values) == 1 else ("", "", "")
    to = FOLDERS.get(folder) if word == "retired" else None if folder else cls
    return Ref(to.kind, name, values[0].at) if to and SLUG.fullmatch(name) else None
