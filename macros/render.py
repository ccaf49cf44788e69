"""Library -> Markdown: one template for each macro.

Templates escape every text they print, and links are relative to the page: any engine that calls
the macros builds the same page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args

import jinja2

from macros import kinds
from macros.asked import Asked
from macros.compiled import Compiled
from macros.forge import Forge
from macros.graph import Library
from macros.graph.hashes import behind, digest, item_hash, list_hash
from macros.graph.library import inside
from macros.language import Language
from macros.model import (
    ADDRESSES,
    FOLDERS,
    KINDS,
    PAGE_MACROS,
    Cite,
    Lang,
    Moment,
    ReadingPath,
    Record,
    Ref,
    Retired,
)
from macros.read.firm import firm

TEMPLATES = Path(__file__).with_name("templates")
FIXED = {
    "many": 100,  # records on a page that lists them; where it has more they are folded
    "kinds": KINDS,
    "looks": kinds.LOOKS,
    "shelves": kinds.shelves,
    "tones": kinds.tones,
    "moments": get_args(Moment),
    "phase_of": attrgetter("phase"),
    "moment_of": attrgetter("moment"),
    "source_of": lambda principle: principle.cites[0].source,
    "behind": behind,
    "digest": digest,
    "item_hash": item_hash,
    "list_hash": list_hash,
}
"""What every template may use, in whatever language and of whatever library."""
SHARED = {
    "icons": "icons", "draw": "draw", "parts": "parts", "speak": "speak", "ask": "questions",
    "tree": "finder",
}  # fmt: skip
"""Pieces of templates, by the name they are used by: made once, each may use those before it."""


QUESTIONS = (
    "get", "records", "orphans", "was", "users", "state", "consents", "phrases_of", "texts_for",
    "situations", "routes", "route", "ways",
)  # fmt: skip
"""What templates may ask of the records: methods of `Asked`, and of the Library."""


class Renderer:
    """Fills the macros of one language from one Library."""

    def __init__(self, library: Library, lang: Lang, repo: str = "") -> None:
        self.here = ""
        """Where the page stands that is being made."""
        self.language = Language(lang)
        self.asked = Asked(library, self.language)
        self.env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=Compiled(),
            auto_reload=False,
        )
        self.env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
        self.env.filters.update(
            t=self.language.text,
            gaps=self.language.gaps,
            letter=self.language.letter,
            all=partial(self.ask, "all"),
        )
        self.env.globals.update(FIXED)
        self.env.globals.update({name: partial(self.ask, name) for name in QUESTIONS})
        self.env.globals.update(
            w=self.language.word,
            lang=lang,
            phases=firm().choices("phases"),
            steps=firm().ids["phases"],
            channels=firm().choices("channels"),
            written=firm().written,
            grouped=grouped,
            source_title=lambda key: self.language.text(self.ask("get", f"source/{key}").title),
            phase_title=lambda phase: self.language.word(f"phase.{phase}" if phase else "no-phase"),
            moment_title=lambda moment: self.language.word(f"moment.{moment}"),
            forge=Forge(repo, partial(self.ask, "newest")),
            url=lambda target: self.url(self.here, target),
        )
        for name, file in SHARED.items():
            self.env.globals[name] = self.env.get_template(f"_{file}.jinja").module

    def ask(self, question: str, *about: Any) -> Any:
        """What the records of now answer."""
        return self.asked(question, *about)

    def macros(self) -> dict[str, Callable[..., str]]:
        """Every macro a page may call, by name."""
        return {name: partial(self.page, name) for name in PAGE_MACROS}

    def record(self, kind: str, name: str) -> str:
        """A record's page. Raises KeyError for a record that `check` would have refused."""
        record = self.ask("get", f"{kind}/{name}")
        asked = self.ask("route", name).questions if isinstance(record, ReadingPath) else ()
        return self.fill(
            kind,
            record.address,
            record=record,
            notes=cited(record, *asked),
            related=self.ask("related", record),
        )

    def page(self, name: str) -> str:
        """A page that is no record: an index, or home."""
        here = ADDRESSES[name]
        folder = here.strip("/")
        kind = FOLDERS[folder].kind if folder in FOLDERS else ""
        return self.fill(name, here, kind=kind)

    def moved(self, key: str, here: str = "", left: Retired | None = None) -> str:
        """The page at `here`, left where a record was before it was renamed, or was retired."""
        record = self.ask("get", key)
        return self.fill("moved", here or f"{record.folder}/moved/", record=record, left=left)

    def fill(self, template: str, here: str, **values: Any) -> str:
        """A template, for the page at `here` -> Markdown that no blank line breaks apart."""
        self.here = here
        page = self.env.get_template(f"{template}.jinja").render(here=here, **values)
        # A note's number never starts a line.
        page = page.replace(' <a class="pb-note"', '\u00a0<a class="pb-note"')
        return "\n".join(line.strip() for line in page.splitlines() if line.strip())

    def url(self, here: str, target: Record | Ref | str) -> str:
        """A link from the page at `here` to a record, or to a page named by its address."""
        if isinstance(target, Ref):
            path = f"{KINDS[target.kind].folder}/{target.id}/"
        else:
            path = target.address if isinstance(target, Record) else target
        path, hash_mark, anchor = path.partition("#")
        return relative(path, here) + hash_mark + anchor

    def icon(self, name: str) -> str:
        """An icon by its name or, for a page's address, by the kind that lives there."""
        folder = name.strip("./")
        name = FOLDERS[folder].kind if folder in FOLDERS else folder or "home"
        icons: Any = self.env.globals["icons"]
        return str(icons.icon(name))


@cache
def relative(path: str, here: str) -> str:
    """The shortest way from one folder of the site to another."""
    there, away = path.split("/")[:-1], here.split("/")[:-1]
    same = next((n for n, part in enumerate(away) if there[n : n + 1] != [part]), len(away))
    return "../" * (len(away) - same) + "".join([f"{part}/" for part in there[same:]]) or "./"


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
    values = (value for record in records for value in inside(record))
    for cite in dict.fromkeys(value for value in values if isinstance(value, Cite)):
        table.setdefault(cite.source, []).append(cite.passage)
    return {source: sorted(passages, key=int) for source, passages in table.items()}
