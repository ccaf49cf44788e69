"""Library -> Markdown: one template for each macro.

Templates escape every text they print, and links are relative to the page: any engine that calls
the macros builds the same page.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args

import jinja2

from macros import draw, kinds
from macros.compiled import Compiled
from macros.forge import Forge
from macros.graph import Library
from macros.graph.hashes import behind, digest, item_hash, list_hash
from macros.graph.library import walk
from macros.graph.paths import Route, route
from macros.language import Language
from macros.model import (
    FOLDERS,
    KINDS,
    PAGE_MACROS,
    Approvals,
    Checklist,
    Cite,
    Consent,
    Finder,
    Lang,
    Moment,
    ReadingPath,
    Record,
    Ref,
    Retired,
    Situation,
    Source,
    Template,
)
from macros.read.firm import firm
from macros.related import Related, related

TEMPLATES = Path(__file__).with_name("templates")
ADDRESSES = {
    "home": "",
    "find": "finder/",
    "practices": "practice/",
    "gallery": "contribute/gallery/",
    "state": "contribute/state/",
}
"""Where a page stands that is not called as its macro is."""
FIXED = {
    "kinds": KINDS,
    "looks": kinds.LOOKS,
    "shelves": kinds.shelves,
    "tones": kinds.tones,
    "moments": get_args(Moment),
    "phase_of": attrgetter("phase"),
    "roles_of": attrgetter("roles"),
    "moment_of": attrgetter("moment"),
    "source_of": lambda principle: principle.cites[0].source,
    "draw": draw,
    "behind": behind,
    "digest": digest,
    "item_hash": item_hash,
    "list_hash": list_hash,
}
"""What every template may use, in whatever language and of whatever library."""


class Renderer:
    """Fills the macros of one language from one Library."""

    def __init__(self, library: Library, lang: Lang, repo: str = "") -> None:
        self.library = library
        self.language = Language(lang)
        self.routes = routes(library)
        self.env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=Compiled(),
        )
        self.env.filters.update(
            t=self.language.text,
            gaps=self.language.gaps,
            letter=self.language.letter,
            all=library.all,
        )
        self.env.globals.update(FIXED)
        days = (record.reviewed for record in library.records.values())
        self.env.globals.update(
            w=self.language.word,
            lang=lang,
            phases=firm().choices("phases"),
            steps=firm().ids["phases"],
            roles=firm().choices("roles"),
            library=library,
            passage=library.passage,
            get=library.get,
            grouped=grouped,
            users=self.users,
            texts_for=self.texts_for,
            situations=self.situations,
            consents=self.consents,
            sources=[source.id for source in library.all(Source)],
            source_title=self.source_title,
            phase_title=lambda phase: self.language.word(f"phase.{phase or 'none'}"),
            moment_title=lambda moment: self.language.word(f"moment.{moment}"),
            forge=Forge(repo, max(days, default=date.min)),
            routes=self.routes,
            ways=ways(self.routes.values()),
        )

    def macros(self) -> dict[str, Callable[..., str]]:
        """Every macro a page may call, by name."""
        return {name: partial(self.page, name) for name in PAGE_MACROS}

    def record(self, kind: str, name: str) -> str:
        """A record's page. Raises KeyError for a record that `check` would have refused."""
        record = self.library.records[f"{kind}/{name}"]
        asked = self.routes[name].questions if isinstance(record, ReadingPath) else ()
        return self.fill(
            kind,
            f"{record.folder}/{name}/",
            record=record,
            notes=cited(record, *asked),
            related=self.related(record),
        )

    def page(self, name: str) -> str:
        """A page that is no record: an index, or home."""
        here = ADDRESSES.get(name, f"{name}/")
        folder = here.strip("/")
        kind = FOLDERS[folder].kind if folder in FOLDERS else ""
        return self.fill(name, here, kind=kind)

    def moved(self, key: str, here: str = "", left: Retired | None = None) -> str:
        """The page at `here`, left where a record was before it was renamed, or was retired."""
        record = self.library.records[key]
        return self.fill("moved", here or f"{record.folder}/moved/", record=record, left=left)

    def fill(self, template: str, here: str, **values: Any) -> str:
        """A template, for the page at `here` -> Markdown that no blank line breaks apart."""
        url = partial(self.url, here)
        page = self.env.get_template(f"{template}.jinja").render(here=here, url=url, **values)
        # A note's number never starts a line.
        page = page.replace(' <a class="pb-note"', '\u00a0<a class="pb-note"')
        return "\n".join(line.strip() for line in page.splitlines() if line.strip())

    def url(self, here: str, target: Record | Ref | str) -> str:
        """A link from the page at `here` to a record, or to a page named by its address."""
        if isinstance(target, Ref):
            target = self.library.get(target)
        path = f"{target.folder}/{target.id}/" if isinstance(target, Record) else target
        path, hash_mark, anchor = path.partition("#")
        relative = posixpath.relpath(f"/{path}", f"/{here}")  # of the root: no folder is asked for
        return ("./" if relative == "." else f"{relative}/") + hash_mark + anchor

    def source_title(self, key: str) -> str:
        """The title of a document."""
        return self.language.text(self.library.get(Ref("source", key)).title)

    def consents(self, line: str | None) -> list[Consent]:
        """The line of the approvals' table with this id, if there is one."""
        tables = self.library.all(Approvals)
        return [consent for table in tables for consent in table.lines if consent.id == line]

    def texts_for(self, record: Situation | Checklist | Template) -> list[Template]:
        """The whole texts that one needs in a situation, beside its lists and its other texts."""
        if isinstance(record, Template):
            ids = {ref.id for ref in record.situations}
        elif isinstance(record, Checklist):
            leading = self.library.links_to.get(record.key, ())
            ids = {link.source.partition("/")[2] for link in leading}
        else:
            ids = {record.id}
        every = (text for text in self.library.all(Template) if text.key != record.key)
        return [text for text in every if ids & {ref.id for ref in text.situations}]

    def situations(self) -> list[Situation]:
        """Every situation, in the order in which the finder leads to them."""
        steps = (node for finder in self.library.all(Finder) for node in finder.nodes)
        led = [choice.situation.id for node in steps for choice in node.options if choice.situation]
        every = self.library.all(Situation)
        return sorted(every, key=lambda s: led.index(s.id) if s.id in led else len(led))

    def users(self, passage: str) -> list[Record]:
        """The records that rest on a passage and may be named; a question would be given away."""
        keys = dict.fromkeys(use.record for use in self.library.uses.get(passage, ()))
        records = (self.library.records[key] for key in keys)
        return [record for record in records if kinds.LOOKS[record.kind].related]

    def related(self, record: Record) -> tuple[Related, ...]:
        """The records to name beside this one, each with its reasons."""
        return related(self.library, self.language, record)

    def icon(self, name: str) -> str:
        """An icon by its name or, for a page's address, by the kind that lives there."""
        folder = name.strip("./")
        name = FOLDERS[folder].kind if folder in FOLDERS else folder or "home"
        icons: Any = self.env.get_template("_icons.jinja").module
        return str(icons.icon(name))


def routes(library: Library) -> dict[str, Route]:
    """Every reading path by id, those first that come after no other."""
    paths = sorted(library.all(ReadingPath), key=lambda path: bool(path.after))
    return {path.id: route(library, path) for path in paths}


def ways(every_route: Iterable[Route]) -> dict[str, list[tuple[Route, int]]]:
    """By a stop's key: the paths that come to it, and the number of the stop on each."""
    table: dict[str, list[tuple[Route, int]]] = {}
    for way in every_route:
        for number, stop in enumerate(way.stops):
            table.setdefault(stop.key, []).append((way, number))
    return table


def grouped(
    records: Iterable[Any], by: Callable[[Any], Any], order: Iterable[str]
) -> list[tuple[str, list[Any]]]:
    """Records -> (group, its records) in the given order, without empty groups.

    `by` gives a record's group, or several.
    """
    table: dict[str, list[Any]] = {name: [] for name in order}
    for record in records:
        groups = by(record)
        for name in groups if isinstance(groups, tuple) else (groups,):
            table.setdefault(name, []).append(record)
    return [(name, members) for name, members in table.items() if members]


def cited(*records: Record) -> dict[str, list[str]]:
    """The passages that records rest on, in order, by document."""
    table: dict[str, list[str]] = {}
    values = (value for record in records for _, value, _ in walk(record, "", None))
    for cite in dict.fromkeys(value for value in values if isinstance(value, Cite)):
        table.setdefault(cite.source, []).append(cite.passage)
    return {source: sorted(passages, key=int) for source, passages in table.items()}
