"""The `docs` folder -> every record and page in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
from macros.read import body, front, pages, text
from macros.read.assign import Assigner, Branch
from macros.read.decode import Decoder
from macros.read.files import list_files
from macros.read.front import Front
from macros.read.ids import SLUG, slug
from macros.read.pair import Pairing
from macros.read.shapes import at_place

OTHER: dict[Lang, Lang] = {"vi": "en", "en": "vi"}


@dataclass(frozen=True)
class Tree:
    """Everything read from a `docs` folder."""

    records: tuple[Record, ...] = ()
    pages: tuple[Page, ...] = ()
    broken: frozenset[str] = frozenset()
    """Keys of records that cannot be read: links to them are no fault of the linking page."""
    names: tuple[Ref | Cite, ...] = ()
    """Every record and passage that is named anywhere, in broken records too."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Keys that records once had -> the key that the page in their place leads on to."""
    retired: Mapping[str, Retired] = field(default_factory=dict)
    """By key: records that are used no more."""
    drafts: frozenset[str] = frozenset()
    """Keys of records that are not to be published yet."""


@dataclass
class Reading:
    """What has been read so far."""

    docs: Path
    files: dict[Lang, dict[str, Path]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    names: list[Ref | Cite] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    retired: dict[str, Retired] = field(default_factory=dict)
    drafts: set[str] = field(default_factory=set)

    def path(self, lang: Lang, name: str) -> str:
        """A file as problems name it."""
        return f"{self.docs.name}/{lang}/{name}"

    def fronts(self, name: str, cure: str) -> dict[Lang, Front]:
        """A page's files, each cut in two; one that cannot be read is left out."""
        fronts = {}
        for lang in LANGS:
            if name not in self.files[lang]:
                at, what = Mark(self.path(OTHER[lang], name)), self.path(lang, name)
                problem = Problem("language-missing", at, f"{what} does not exist", cure)
                self.problems.append(problem)
                continue
            part, problems = cut(self.files[lang][name], self.path(lang, name), cure)
            self.problems += problems
            if part:
                fronts[lang] = part
        return fronts


def read_tree(docs: Path) -> tuple[Tree, list[Problem]]:
    """Read `docs/vi` and `docs/en`; paths in problems start with the folder's own name.

    Never raises for what an editor wrote: whatever cannot be read is a problem.
    """
    reading = Reading(docs)
    pictures: list[tuple[Lang, str]] = []
    for lang in LANGS:
        files, problems = list_files(docs, lang)
        reading.problems += problems
        reading.files[lang] = {name: path for name, path in files.items() if name.endswith(".md")}
        pictures += [(lang, name) for name in files if not name.endswith(".md")]
    shown: dict[Lang, str] = dict.fromkeys(LANGS, "")
    for name in sorted({*reading.files["vi"], *reading.files["en"]}):
        folder, _, stem = name.removesuffix(".md").rpartition("/")
        cls = FOLDERS.get(folder) if stem != "index" else None
        if cls is None:
            for lang, part in read_page(reading, name).items():
                shown[lang] += part.body
        elif SLUG.fullmatch(stem):
            read_record(reading, cls, name, stem)
        else:
            bad_name(reading, cls, name, stem)
    for lang, name in pictures:
        if Path(name).name not in shown[lang]:
            at, what = Mark(reading.path(lang, name)), "No page shows this picture"
            cure = "Show it on a page in this language, or remove it"
            reading.problems.append(Problem("picture-unshown", at, what, cure))
    found = (reading.records, reading.pages, reading.broken, reading.names)
    records, read_pages, broken, names = found
    tree = Tree(
        tuple(records), tuple(read_pages), frozenset(broken), tuple(names),
        reading.moved, reading.retired, frozenset(reading.drafts),
    )  # fmt: skip
    return tree, reading.problems


def cut(path: Path, name: str, cure: str) -> tuple[Front | None, list[Problem]]:
    """A file -> its front matter and body, or nothing where it cannot be read on."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        what = f"The file cannot be read ({error.strerror})"
        return None, [Problem("unreadable", Mark(name), what, "Check its permissions")]
    if not raw.strip():
        return None, [Problem("file-empty", Mark(name), "The file is empty", cure)]
    words, problems = text.decode(raw, name)
    return (None, problems) if problems else front.split(words, name)


def read_page(reading: Reading, name: str) -> dict[Lang, Front]:
    """A page that is no record; returns its files."""
    fronts = reading.fronts(name, "Write it too: a page stands in both languages")
    for lang, part in fronts.items():
        path = reading.path(lang, name)
        if stray := record_keys(part):
            what = f"This looks like a {stray.kind}, which stands in docs/{lang}/{stray.folder}/"
            cure = f"Move it there, in both languages: {stray.folder}/{Path(name).name}"
            reading.problems.append(Problem("wrong-folder", Mark(path), what, cure))
            continue
        page, problems = pages.page(part, name, lang, path)
        reading.pages.append(page)
        reading.problems += problems
    return fronts


def record_keys(part: Front) -> type[Record] | None:
    """The kind of record whose front matter a page has, if it has one."""
    keys = set(part.settings) - {"title"}
    for cls in KINDS.values():
        own = {shape.name for shape in at_place(cls, "front")}
        if {"owner", "reviewed"} <= keys <= own:
            return cls
    return None


def bad_name(reading: Reading, cls: type[Record], name: str, stem: str) -> None:
    """A record whose file name is no id."""
    wanted = slug(stem)
    cure = f"Name it `{wanted}.md` in both languages" if wanted else "Name it with a to z, and `-`"
    for lang in LANGS:
        if name in reading.files[lang]:
            at = Mark(reading.path(lang, name))
            reading.problems.append(Problem("not-an-id", at, f"`{stem}` is no id", cure))
    reading.broken.add(f"{cls.kind}/{wanted}")


def read_record(reading: Reading, cls: type[Record], name: str, stem: str) -> None:
    """A record in both languages."""
    key = f"{cls.kind}/{stem}"
    cure = f"`python3 -m scripts new {cls.kind} {stem}` makes it from the other language"
    start = len(reading.problems)
    fronts = reading.fronts(name, cure)
    if any("moved" in part.settings for part in fronts.values()):
        for lang, part in fronts.items():
            leads_on(reading, cls, part, key, reading.path(lang, name))
        return
    if any("retired" in part.settings for part in fronts.values()):
        used_no_more(reading, fronts, key, reading.path("vi", name))
        return
    branches: dict[Lang, Branch] = {}
    problems: list[Problem] = []
    for lang, part in fronts.items():
        path = reading.path(lang, name)
        outline, faults = body.outline(part.body, path, part.body_line)
        assigner = Assigner(lang)
        branches[lang] = assigner.record(cls, part, outline, path)
        problems += faults + assigner.problems
    record = None
    if "vi" in branches:
        pairing, decoder = Pairing(cls), Decoder(cls)
        record = decoder.record(pairing.branch(branches["vi"], branches.get("en")), stem)
        reading.names += [] if drafted(fronts["vi"]) else decoder.names
        problems += pairing.problems + decoder.problems
    reading.problems += problems
    if "vi" in fronts and drafted(fronts["vi"]):
        cure = "Take the line `draft: true` away once it is whole"
        what, at = "This is a draft, and no page shows it", Mark(reading.path("vi", name))
        found = [Problem("still-a-draft", at, what, cure), *reading.problems[start:]]
        reading.problems[start:] = [replace(problem, level="warning") for problem in found]
        reading.drafts.add(key)
        return
    if record is None or problems or len(branches) < len(LANGS):
        reading.broken.add(key)
    else:
        reading.records.append(record)


def drafted(part: Front) -> bool:
    """Whether a record's Vietnamese file says that it is a draft."""
    setting = part.settings.get("draft")
    return bool(setting and [value.text for value in setting.values] == ["true"])


def leads_on(reading: Reading, cls: type[Record], part: Front, key: str, path: str) -> None:
    """A page left in a record's place -> the record it leads on to."""
    setting = part.settings.get("moved")
    target = setting.values[0] if setting and len(setting.values) == 1 else None
    alone = len(part.settings) == 1 and not part.body.strip()
    if target and alone and SLUG.fullmatch(target.text):
        reading.moved[key] = f"{cls.kind}/{target.text}"
        reading.names.append(Ref(cls.kind, target.text, target.at))
        return
    what = "This page leads on to another only in part"
    cure = "Write `moved:` with the id of the record that took its place, and nothing else"
    at = setting.at if setting else Mark(path)
    reading.problems.append(Problem("moved-in-part", at, what, cure))
    reading.broken.add(key)


def used_no_more(reading: Reading, fronts: Mapping[Lang, Front], key: str, path: str) -> None:
    """A page that says that a record is used no more, in both languages -> where it leads."""
    titles, ways = {}, []
    for lang, part in fronts.items():
        setting = part.settings.get("retired")
        ways += [value for value in (setting.values if setting else ()) if len(part.settings) == 1]
        mark, _, title = part.body.strip().partition(" ")
        if mark == "#" and "\n" not in title:
            titles[lang] = title
    folder, _, name = ways[0].text.partition("/") if ways else ("", "", "")
    whole = len(titles) == len(ways) == len(LANGS) and ways[0].text == ways[-1].text
    if whole and folder in FOLDERS and SLUG.fullmatch(name):
        nearest = Ref(FOLDERS[folder].kind, name, ways[0].at)
        reading.retired[key] = Retired(Text(titles["vi"], titles["en"]), nearest)
        reading.names.append(nearest)
        return
    cure = (
        "Write `retired: FOLDER/ID` alone between the `---`, and `# ` with its title below, in both"
    )
    what = "This page says only in part that its record is retired"
    reading.problems.append(Problem("retired-in-part", Mark(path), what, cure))
    reading.broken.add(key)
