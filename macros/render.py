"""Library -> Markdown: one template for each macro.

Templates escape every text they print, and links are relative to the page: any engine that calls the macros builds the same page.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, urlencode

import jinja2
from markupsafe import Markup

from macros import draw
from macros.graph import Library, Link
from macros.graph.library import walk
from macros.graph.paths import Route, digest, route
from macros.model import (
    FOLDERS,
    KINDS,
    PAGE_MACROS,
    PHASES,
    ROLES,
    Channel,
    Checklist,
    Cite,
    Item,
    Lang,
    Moment,
    ReadingPath,
    Record,
    Ref,
    ScenarioQuestion,
    Slot,
    Text,
)
from macros.read.words import read_words
from macros.write.blank import FILLER, blank

HERE = Path(__file__).parent
WORDS = read_words(HERE / "interface.yml")
ADDRESSES = {
    "home": "",
    "find": "finder/",
    "practices": "practice/",
    "gallery": "contribute/gallery/",
    "state": "contribute/state/",
}
"""Where a page stands that is not called as its macro is."""
LEADS = ("say", "purpose", "best", "opening", "sides", "summary", "intro", "why")
"""Where a record says in a sentence what it is about, by the field's name."""
RELATED_REASONS = 2
"""Reasons shown for one related record: more would bury the link."""
UNRELATED = ("finder", "path", "question")
"""Kinds not shown as related: the first two are ways to a page, the last would give its answer away."""


@dataclass(frozen=True)
class Related:
    """Another record, and why it is named beside this one."""

    record: Record
    reasons: tuple[str, ...]


class Renderer:
    """Fills the macros of one language from one Library."""

    def __init__(self, library: Library, lang: Lang, repo: str = "") -> None:
        self.library = library
        self.lang = lang
        first = sorted(library.all(ReadingPath), key=lambda path: bool(path.after))
        self.routes = {path.id: route(library, path) for path in first}
        self.ways: dict[str, list[tuple[Route, int]]] = {}
        for found in self.routes.values():
            for number, stop in enumerate(found.stops):
                self.ways.setdefault(stop.key, []).append((found, number))
        self.env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.env.filters.update(t=self.text, all=library.all, gaps=self.gaps)
        self.env.globals.update(
            w=self.word,
            lang=lang,
            library=library,
            kinds=KINDS,
            phases=PHASES,
            roles=ROLES,
            moments=get_args(Moment),
            channels=get_args(Channel),
            phase_of=attrgetter("phase"),
            roles_of=attrgetter("roles"),
            moment_of=attrgetter("moment"),
            channels_of=attrgetter("channel"),
            draw=draw,
            grouped=grouped,
            weight=self.weight,
            item_hash=item_hash,
            list_hash=list_hash,
            passage=library.passage,
            get=library.get,
            repo=repo,
            edit_url=partial(edit_url, repo),
            new_url=partial(
                new_url,
                repo,
                max((record.reviewed for record in library.records.values()), default=date.min),
            ),
            wrong_url=partial(wrong_url, repo),
            routes=self.routes,
            ways=self.ways,
            digest=digest,
        )

    def macros(self) -> dict[str, Callable[..., str]]:
        """Every macro a page may call, by name."""
        return {
            **{name: partial(self.page, name) for name in PAGE_MACROS},
        }

    def record(self, kind: str, name: str) -> str:
        """A record's page. Raises KeyError for a record that `check` would have refused."""
        record = self.library.records[f"{kind}/{name}"]
        asked = self.routes[name].questions if kind == "path" else ()
        return self.fill(
            kind,
            f"{record.folder}/{name}/",
            record=record,
            notes=numbered(record, *asked),
            related=self.related(record),
        )

    def page(self, name: str) -> str:
        """A page that is no record: an index, or home."""
        notes = numbered(*self.library.all(ScenarioQuestion)) if name == "questions" else {}
        kind = next(
            (
                kind
                for kind, cls in KINDS.items()
                if cls.folder == ADDRESSES.get(name, f"{name}/").strip("/")
            ),
            "",
        )
        return self.fill(name, ADDRESSES.get(name, f"{name}/"), notes=notes, kind=kind)

    def moved(self, key: str) -> str:
        """The page left where a record was before it was renamed."""
        record = self.library.records[key]
        return self.fill("moved", f"{record.folder}/moved/", record=record)

    def fill(self, template: str, here: str, **values: Any) -> str:
        """A template and where its page stands -> Markdown in which no blank line breaks the HTML apart."""
        url = partial(self.url, here)
        text = self.env.get_template(f"{template}.jinja").render(here=here, url=url, **values)
        text = text.replace(
            ' <a class="pb-note"', '\u00a0<a class="pb-note"'
        )  # a note's number never starts a line
        return "\n".join(line.strip() for line in text.splitlines() if line.strip())

    def text(self, text: Text | None) -> str:
        """The words in this page's language."""
        return text[self.lang] if text else ""

    def gaps(self, text: Text, slots: tuple[Slot, ...]) -> Markup:
        """A wording with each `[slot]` shown as a gap that holds its example; no reader meets an id."""
        known = {slot.id: self.text(slot.example) for slot in slots}
        gap = Markup('<span class="pb-gap" data-gap="{0}" data-example="{1}">{1}</span>')
        parts = re.split(r"\[([a-z0-9-]+)\]", self.text(text))
        odd = (
            (gap.format(part, known[part]) if part in known else f"[{part}]") if at % 2 else part
            for at, part in enumerate(parts)
        )
        return Markup().join(odd)

    def word(self, key: str, lang: Lang | None = None) -> str:
        """An interface word. Raises KeyError for one that is not in interface.yml."""
        return WORDS[key][lang or self.lang]

    def url(self, here: str, target: Record | Ref | str) -> str:
        """A link from the page at `here` to a record, or to a page named by its address."""
        if isinstance(target, Ref):
            target = self.library.get(target)
        path = f"{target.folder}/{target.id}/" if isinstance(target, Record) else target
        path, hash_mark, anchor = path.partition("#")
        relative = posixpath.relpath(path or ".", here or ".")
        return ("./" if relative == "." else f"{relative}/") + hash_mark + anchor

    def related(self, record: Record) -> tuple[Related, ...]:
        """The records linked with this one from either side, in the order of `KINDS`, each with its reasons.

        The finder leads to every situation, which tells nobody anything: it is left out.
        """
        reasons: dict[str, list[str]] = {}
        for link in self.library.links_from.get(record.key, ()):
            reasons.setdefault(link.target, []).append(self.because(link, ""))
        for link in self.library.links_to.get(record.key, ()):
            reasons.setdefault(link.source, []).append(self.because(link, ".in"))
        order = list(KINDS)
        known = [key for key in reasons if key in self.library.records and key != record.key]
        known = [key for key in known if key.partition("/")[0] not in UNRELATED]
        known.sort(
            key=lambda key: (
                order.index(key.partition("/")[0]),
                self.text(self.library.records[key].title),
            )
        )
        return tuple(
            Related(self.library.records[key], tuple(dict.fromkeys(reasons[key]))[:RELATED_REASONS])
            for key in known
        )

    def because(self, link: Link, direction: str) -> str:
        """Why a link exists, said to the reader at its end or, with `.in`, at its start."""
        key = f"because.{link.role}"
        return self.word(key + direction if key + direction in WORDS else key).format(
            self.text(link.text)
        )

    def weight(self, record: Record, source: str) -> int:
        """On how many passages of one document a record rests."""
        return sum(cite.startswith(f"{source}:") for cite in numbered(record))

    def about(self, path: str) -> tuple[str, str]:
        """A page's file, such as `cases/x.md` -> its kind, `home` for none, and one sentence on it, for links shared elsewhere."""
        folder, _, name = path.removesuffix(".md").rpartition("/")
        kind = FOLDERS[folder].kind if folder in FOLDERS else "home"
        record = self.library.records.get(f"{kind}/{name}")
        if record is None:
            return kind, self.word(f"about.{kind}" if f"about.{kind}" in WORDS else "site.about")
        value = next((getattr(record, key) for key in LEADS if getattr(record, key, None)), None)
        first = value[0] if isinstance(value, tuple) else value
        words = self.text(
            first
            if isinstance(first, Text)
            else getattr(first, "text", None) or getattr(first, "claim", None)
        )
        return kind, words or self.word("site.about")

    def icon(self, name: str) -> str:
        """An icon by its name or, for a page's address, by the kind that lives there; the theme's frame uses it."""
        folder = name.strip("./")
        name = FOLDERS[folder].kind if folder in FOLDERS else folder or "home"
        return str(self.env.get_template("_icons.jinja").module.icon(name))  # type: ignore[attr-defined]

    def script_words(self) -> Markup:
        """The words that the page's scripts need, as JSON that is safe inside a script element."""
        words = {
            key.removeprefix("js."): text[self.lang]
            for key, text in WORDS.items()
            if key.startswith("js.")
        }
        return Markup(json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704  `<` is taken out above


def edit_url(repo: str, folder: str, name: str, lang: str) -> str:
    """Where a file is edited in the browser: the record itself, for its page has no words of its own."""
    return f"{repo}/edit/main/docs/{lang}/{folder}/{name}.md"


def new_url(repo: str, day: date, kind: str, lang: Lang) -> str:
    """Where a new file is started in the browser, filled in but for its words; `due.mjs` makes the day the reader's own."""
    query = {
        "filename": f"{FILLER}.md",
        "value": blank(kind, lang, day),
    }
    return f"{repo}/new/main/docs/{lang}/{KINDS[kind].folder}?{urlencode(query, quote_via=quote)}"


def wrong_url(repo: str, here: str, version: str) -> str:
    """Where somebody says what is wrong with a page, with the page and its version filled in."""
    return f"{repo}/issues/new?{urlencode({'template': 'wrong-or-missing.yml', 'page': here, 'version': version}, quote_via=quote)}"


def grouped(
    records: Iterable[Any], by: Callable[[Any], Any], order: Iterable[str]
) -> list[tuple[str, list[Any]]]:
    """Things -> (group, things) in the given order, empty groups left out; `by` gives one group or several."""
    table: dict[str, list[Any]] = {name: [] for name in order}
    for record in records:
        groups = by(record)
        for name in groups if isinstance(groups, tuple) else (groups,):
            table.setdefault(name, []).append(record)
    return [(name, found) for name, found in table.items() if found]


def numbered(*records: Record) -> dict[str, int]:
    """The passages that the records on a page cite, numbered in the order a reader meets them."""
    found = (
        str(value)
        for record in records
        for _, value, _ in walk(record, "", None)
        if isinstance(value, Cite)
    )
    return {cite: number for number, cite in enumerate(dict.fromkeys(found), 1)}


def item_hash(item: Item) -> str:
    """Eight hex digits that change when what an item asks for changes; the same in both languages."""
    words = [
        text for field in (item.do, item.how, item.why) if field for text in (field.vi, field.en)
    ]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:8]


def list_hash(checklist: Checklist) -> str:
    """Eight hex digits that change when an item is edited, added, removed or moved."""
    return hashlib.sha256(
        " ".join(item_hash(item) for item in checklist.items).encode()
    ).hexdigest()[:8]
