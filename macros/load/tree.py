"""The `docs` folder -> every record and page in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from macros.load import body
from macros.load.decode import SLUG, Decoder, slug
from macros.load.front import Front, Map, Scalar, did_you_mean, split
from macros.load.shapes import shapes_of
from macros.model import FOLDERS, KINDS, LANGS, Call, Cite, Lang, Mark, Page, Problem, Record, Ref

PICTURES = {".svg", ".png", ".jpg", ".webp"}
OTHER: dict[Lang, Lang] = {"vi": "en", "en": "vi"}
MOVED_KEYS = {"moved", "search"}
PAGE_KEYS = {"title", "hide", "template", "search"}


@dataclass(frozen=True)
class Tree:
    """Everything read from a `docs` folder."""

    records: tuple[Record, ...] = ()
    pages: tuple[Page, ...] = ()
    broken: frozenset[str] = frozenset()
    """Keys of records that exist but could not be read: links to them are no fault of the linking page."""
    names: tuple[Ref | Cite, ...] = ()
    """Every record and passage that is named anywhere, in broken records too."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Keys that records once had -> the key that the page in their place leads on to."""


def read_tree(docs: Path) -> tuple[Tree, list[Problem]]:
    """Read `docs/vi` and `docs/en`; paths in problems start with the folder's own name.

    Never raises for what an editor wrote: whatever cannot be read is a problem.
    """
    problems: list[Problem] = []
    files: dict[Lang, dict[str, Path]] = {lang: list_files(docs, lang, problems) for lang in LANGS}
    pictures = {
        lang: [files[lang].pop(name) for name in list(files[lang]) if not name.endswith(".md")]
        for lang in LANGS
    }
    bodies: dict[Lang, str] = dict.fromkeys(LANGS, "")
    records, pages, broken = [], [], set()
    names: list[Ref | Cite] = []
    moved: dict[str, str] = {}
    for name in sorted({*files["vi"], *files["en"]}):
        folder, _, stem = name.removesuffix(".md").rpartition("/")
        cls = FOLDERS.get(folder) if stem != "index" else None
        marks = {lang: f"{docs.name}/{lang}/{name}" for lang in LANGS}
        cure = (
            f"`python3 -m scripts new {cls.kind} {stem}` makes it from the other language"
            if cls
            else "Write it too: a page stands in both languages"
        )
        fronts: dict[Lang, Front | None] = {}
        for lang in LANGS:
            fronts[lang], found = read(files[lang].get(name), marks[lang], cure)
            problems += found
        if strays := {
            lang: other
            for lang in LANGS
            if (front := fronts[lang]) and (other := stray(front, cls))
        }:
            for lang, other in strays.items():
                where = f"{docs.name}/{lang}/{other.folder}/"
                problems.append(
                    Problem(
                        "todo",
                        Mark(marks[lang]),
                        f"This {other.kind} stands outside of {where}",
                        f"Move it there: {where}{stem}.md",
                    )
                )
                broken |= {f"{other.kind}/{stem}"}
            continue
        if cls and not SLUG.fullmatch(stem):
            cure = (
                f"Name it `{slug(stem)}.md` in both languages"
                if slug(stem)
                else "Name it with a to z, 0 to 9 and hyphens"
            )
            problems += [
                Problem("todo", Mark(marks[lang]), f"`{stem}` is no id", cure)
                for lang in LANGS
                if name in files[lang]
            ]
            broken.add(f"{cls.kind}/{slug(stem)}")
            continue
        for lang in LANGS:
            if name not in files[lang]:
                problems.append(
                    Problem("todo", Mark(marks[OTHER[lang]]), f"{marks[lang]} does not exist", cure)
                )
        vi, en = fronts["vi"], fronts["en"]
        if cls is None:
            for lang in LANGS:
                if front := fronts[lang]:
                    page, found = read_page(front, name, lang, marks[lang])
                    pages.append(page)
                    bodies[lang] += front.body
                    problems += found
            continue
        ways = {
            node.value
            for front in fronts.values()
            if front and isinstance(node := front.meta.entries.get("moved"), Scalar)
        }
        if ways or any(front and "moved" in front.meta.keys for front in fronts.values()):
            moved |= {f"{cls.kind}/{stem}": f"{cls.kind}/{way}" for way in ways}
            for lang in LANGS:
                refs, found = read_moved(fronts[lang], cls.kind, marks[lang])
                names += refs
                problems += found
            continue
        record = None
        if vi:
            decoder = Decoder()
            made = decoder.record(cls, stem, vi.meta, en.meta if en else None)
            problems += decoder.problems
            names += decoder.names
            record = made if en and not decoder.problems else None
        for lang in LANGS:
            if front := fronts[lang]:
                problems += check_stub(
                    front, Call(cls.kind, (stem,), Mark(marks[lang])), marks[lang]
                )
        records += [record] if record else []
        broken |= set() if record else {f"{cls.kind}/{stem}"}
    for lang in LANGS:
        for path in pictures[lang]:
            if path.name not in bodies[lang]:
                at = Mark(f"{docs.name}/{path.relative_to(docs).as_posix()}")
                problems.append(
                    Problem(
                        "todo",
                        at,
                        "No page shows this picture",
                        "Show it on a page in this language, or remove it",
                    )
                )
    return Tree(tuple(records), tuple(pages), frozenset(broken), tuple(names), moved), problems


def list_files(docs: Path, lang: Lang, problems: list[Problem]) -> dict[str, Path]:
    """The pages and pictures of one language by their path inside it; anything else would be published, and is a problem."""
    root = docs / lang
    found: dict[str, Path] = {}
    seen: dict[str, str] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        at = Mark(f"{docs.name}/{lang}/{name}")
        if path.is_symlink():
            problems.append(
                Problem("todo", at, "This is a link to another place", "Put the file itself here")
            )
        elif path.is_dir() or any(
            part.is_symlink() for part in path.parents if part != docs and docs in part.parents
        ):
            continue
        elif any(part.startswith(".") for part in Path(name).parts):
            continue  # no engine publishes hidden files, such as those that macOS leaves
        elif path.suffix in PICTURES:
            found[name] = path
        elif path.suffix == ".md":
            folder = name.rpartition("/")[0]
            if "/" in folder and folder.split("/")[0] in FOLDERS:
                problems.append(
                    Problem(
                        "todo",
                        at,
                        "A record stands in a folder of its own",
                        f"Move it to {docs.name}/{lang}/{folder.split('/')[0]}/",
                    )
                )
                continue
            found[name] = path
            url = name.removesuffix(".md").removesuffix("/index")
            if url in seen:
                problems.append(
                    Problem(
                        "todo",
                        at,
                        f"{seen[url]} would be published at the same address",
                        "Rename one of the two",
                    )
                )
            seen[url] = name
        else:
            page = re.match(r"[^.]+\.md(?![^.])", path.name, re.IGNORECASE)
            cure = (
                f"Name it `{page[0].lower()}`"
                if page
                else f"Keep it outside of {docs.name}/: whatever stands here would be published"
            )
            problems.append(
                Problem("todo", at, f"`{path.name}` is neither a page nor a picture", cure)
            )
    return found


def read(path: Path | None, mark: str, cure: str) -> tuple[Front | None, list[Problem]]:
    """A file -> its parts; a file that is not there has none and is no problem of its own. `cure` is for one without any words."""
    if path is None:
        return None, []
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [
            Problem(
                "todo",
                Mark(mark),
                f"The file cannot be read ({error.strerror})",
                "Check its permissions",
            )
        ]
    return (
        split(raw, mark)
        if raw.strip()
        else (None, [Problem("todo", Mark(mark), "The file is empty", cure)])
    )


def stray(front: Front, cls: type[Record] | None) -> type[Record] | None:
    """The class of a record that stands in another one's folder, or among the pages: it calls its macro and has its keys."""
    called, _ = body.calls(front.body, "", 1)
    keys = set(front.meta.keys)
    other = KINDS.get(called[0].name) if len(called) == 1 else None
    return (
        other
        if other
        and other is not cls
        and keys - PAGE_KEYS
        and keys <= set(shapes_of(cast("type", other)))
        else None
    )


def read_page(front: Front, name: str, lang: Lang, mark: str) -> tuple[Page, list[Problem]]:
    """A page that is no record -> its title and calls."""
    found, problems = body.calls(front.body, mark, front.body_line)
    for key, at in front.meta.keys.items():
        if key not in PAGE_KEYS:
            cure = (
                did_you_mean(key, sorted(PAGE_KEYS))
                or f"Keys of a page: {', '.join(sorted(PAGE_KEYS))}"
            )
            problems.append(Problem("todo", at, f"`{key}` is no key of a page", cure))
    title = page_title(front.meta, problems)
    return Page(name, lang, title, found, Mark(mark)), problems


def read_moved(front: Front | None, kind: str, mark: str) -> tuple[list[Ref], list[Problem]]:
    """A page left in a record's place -> the record it leads on to."""
    if front is None:
        return [], []
    node = front.meta.entries.get("moved")
    if (
        not isinstance(node, Scalar)
        or not SLUG.fullmatch(node.value)
        or not front.meta.keys.keys() <= MOVED_KEYS
    ):
        cure = "Write `moved: ID` with the id of the record that took its place, in both languages, and nothing else"
        return [], [
            Problem("todo", front.meta.at, "This page leads on to another only in part", cure)
        ]
    return [Ref(kind, node.value, node.at)], check_stub(
        front, Call("moved", (f"{kind}/{node.value}",), Mark(mark)), mark
    )


def page_title(meta: Map, problems: list[Problem]) -> str:
    """The title of a page, read as strictly as a record's."""
    decoder = Decoder()
    node = meta.entries.get("title")
    title = (
        decoder.text("title", node)
        if node
        else decoder.report(meta.at, "`title` is missing", "Add `title:` here")
    )
    problems += decoder.problems
    return title if isinstance(title, str) else ""


def check_stub(front: Front, wanted: Call, mark: str) -> list[Problem]:
    """A record's body is one call of its macro and nothing else: all its words stand in the front matter."""
    found, problems = body.calls(front.body, mark, front.body_line)
    line = f'{{{{ {wanted.name}("{wanted.args[0]}") }}}}'
    if not problems and (found != (wanted,) or body.prose(front.body)):
        at = found[0].at if found else Mark(mark, front.body_line)
        problems.append(
            Problem(
                "todo",
                at,
                "The page below its front matter does not call its own macro alone",
                f"Write only `{line}` there",
            )
        )
    return problems
