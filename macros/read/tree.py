"""The `docs` folder -> every record and page in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from macros.model import (
    FOLDERS,
    KINDS,
    LANGS,
    Cite,
    Lang,
    Mark,
    Page,
    Problem,
    Record,
    Ref,
    Retired,
    Text,
)
from macros.read import pages, text
from macros.read.assign import Assigner, Branch
from macros.read.body import Body
from macros.read.decode import Decoder
from macros.read.files import list_files
from macros.read.firm import firm
from macros.read.front import Front
from macros.read.ids import SLUG, no_id, slug
from macros.read.reader import BAD, Reader
from macros.read.shapes import at_place, headings_of, shapes_of
from macros.read.span import Span

OTHER: dict[Lang, Lang] = {"vi": "en", "en": "vi"}


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
                at, what = Mark(self.path(OTHER[lang], name)), self.path(lang, name)
                self.report("language-missing", at, f"{what} does not exist", cure)
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
            what = f"The file cannot be read ({error.strerror})"
            self.report("unreadable", Mark(name), what, "Check its permissions")
            return ""
        if not raw.strip():
            self.report("file-empty", Mark(name), "The file is empty", cure)
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
    """Read `docs/vi` and `docs/en`; paths in problems start with the folder's own name.

    Never raises for what an editor wrote: whatever cannot be read is a problem.
    """
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
    fitting = [
        cls for cls in KINDS.values() if keys <= {shape.name for shape in at_place(cls, "front")}
    ]
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
    root = f"{reading.docs.name}/{lang}/{cls.folder}/"
    what = f"This looks like a {cls.kind}, which stands in {root}"
    cure = f"Move it there, in both languages: {cls.folder}/{Path(name).name}"
    reading.report("wrong-folder", Mark(reading.path(lang, name)), what, cure)


def bad_name(reading: Reading, cls: type[Record] | None, name: str) -> None:
    """A file whose name, or that of a folder around it, is no id."""
    *folders, stem = name.removesuffix(".md").split("/")
    part = next((part for part in folders if not SLUG.fullmatch(part)), stem)
    wanted = slug(part) + (".md" if part == stem else "")
    cure = f"Name it `{wanted}` in both languages" if slug(part) else "Name it with a to z, and `-`"
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
    if any("moved" in part.settings for part in fronts.values()):
        leads_on(reading, cls, fronts, key, name)
        return
    if any("retired" in part.settings for part in fronts.values()):
        used_no_more(reading, cls, fronts, key, name)
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
        kept_back(reading, key, reading.path("vi", name))
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


def kept_back(reading: Reading, key: str, path: str) -> None:
    """A draft: whatever has been said of it only warns."""
    cure = "Take the line `draft: true` away once it is whole"
    reading.report("still-a-draft", Mark(path), "This is a draft, and no page shows it", cure)
    reading.problems = [replace(problem, level="warning") for problem in reading.problems]
    reading.drafts.add(key)


def leads_on(
    reading: Reading, cls: type[Record], fronts: Mapping[Lang, Front], key: str, name: str
) -> None:
    """Pages left in a record's place -> the record they lead on to."""
    for lang, part in fronts.items():
        setting = part.settings.get("moved")
        target = setting.values[0] if setting and len(setting.values) == 1 else None
        alone = len(part.settings) == 1 and not part.body.strip()
        if not (target and alone and SLUG.fullmatch(target)):
            at = setting.at if setting else Mark(reading.path(lang, name))
            what = "This page leads on to another only in part"
            cure = "Write `moved:` with the id that took its place, in both files, and nothing else"
            reading.report("moved-in-part", at, what, cure)
            reading.broken.add(key)
            continue
        ref = Ref(cls.kind, str(target), target.at)
        if reading.moved.setdefault(key, ref.key) == ref.key:
            reading.names.append(ref)
        else:
            what = f"`{ref.id}` is another record than in Vietnamese"
            cure = f"Write `moved: {reading.moved[key].partition('/')[2]}` here too"
            reading.report("moved-apart", ref.at, what, cure)


def used_no_more(
    reading: Reading, cls: type[Record], fronts: Mapping[Lang, Front], key: str, name: str
) -> None:
    """A page that says that a record is used no more, in both languages -> where it leads."""
    titles, ways, decoder = {}, [], Decoder()
    for lang, part in fronts.items():
        setting = part.settings.get("retired")
        ways += [value for value in (setting.values if setting else ()) if len(part.settings) == 1]
        above, mark, title = part.body.rstrip().partition("# ")
        if mark and title and not above.strip() and "\n" not in title:
            at = Mark(reading.path(lang, name), part.body_line + above.count("\n"), 3)
            titles[lang] = decoder.text(Span.row(title, at).plain(), shapes_of(cls)["title"])
    reading.problems += decoder.problems
    folder, _, near = ways[0].partition("/") if ways else ("", "", "")
    whole = len(titles) == len(ways) == len(LANGS) and ways[0] == ways[-1]
    if decoder.problems:
        reading.broken.add(key)
        return
    if whole and folder in FOLDERS and SLUG.fullmatch(near):
        nearest = Ref(FOLDERS[folder].kind, near, ways[0].at)
        reading.retired[key] = Retired(Text(titles["vi"], titles["en"]), nearest)
        reading.names.append(nearest)
        return
    cure = (
        "Write `retired: FOLDER/ID` alone between the `---`, and `# ` with its title below, in both"
    )
    what = "This page says only in part that its record is retired"
    reading.report("retired-in-part", Mark(reading.path("vi", name)), what, cure)
    reading.broken.add(key)
