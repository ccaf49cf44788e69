"""What a page asks of the records, and what it was told: an edit remakes those told otherwise."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from macros import model
from macros.graph import Library
from macros.graph.paths import Route, route
from macros.kinds import LOOKS
from macros.language import Language
from macros.model import Approvals, Checklist, Consent, ReadingPath, Record, Situation, Template
from macros.related import Related, related

Notes = dict[tuple[str, tuple[Any, ...]], Any]
"""Questions, each with what it is about, and the answers."""


class Asked:
    """Answers the questions of pages in one language, and notes them."""

    def __init__(self, library: Library, language: Language) -> None:
        self.library = library
        self.language = language
        self.known: Notes = {}
        self.notes: Notes = {}
        """Of the page that is being made."""

    def __call__(self, question: str, *about: Any) -> Any:
        """What a method below answers, or one of the Library; a record stands for its key."""
        keys = tuple([one.key if isinstance(one, (Record, model.Ref)) else one for one in about])
        asked = question, keys
        if asked not in self.known:
            whose = self if hasattr(self, question) else self.library
            self.known[asked] = getattr(whose, question)(*keys)
        self.notes[asked] = self.known[asked]
        return self.known[asked]

    def differs(self, notes: Notes) -> bool:
        """Whether somebody would be told something else now."""
        try:
            return any(self(asked, *about) != told for (asked, about), told in notes.items())
        except KeyError:  # what it asked for is gone
            return True

    def find(self, key: str) -> Record | None:
        """A record, if there is one."""
        return self.library.records.get(key)

    def records(self) -> tuple[Record, ...]:
        """Every record."""
        return tuple(self.library.records.values())

    def newest(self) -> date:
        """The last day on which a record was reviewed."""
        return max((record.reviewed for record in self.records()), default=date.min)

    def was(self, key: str) -> tuple[str, ...]:
        """The ids that a record had before."""
        return self.library.was.get(key, ())

    def users(self, passage: str) -> tuple[Record, ...]:
        """The records that rest on a passage and may be named; a question would be given away."""
        keys = dict.fromkeys(use.source for use in self.library.uses.get(passage, ()))
        records = map(self.library.get, keys)
        return tuple(record for record in records if LOOKS[record.kind].related)

    def consents(self, line: str | None) -> tuple[Consent, ...]:
        """The line of the approvals' table with this id, if there is one."""
        tables = self.library.all(Approvals)
        return tuple(consent for table in tables for consent in table.lines if consent.id == line)

    def texts_for(self, key: str) -> tuple[Record, ...]:
        """The whole texts that one needs in a situation, beside its lists and its other texts."""
        record, links_to = self.library.get(key), self.library.links_to
        if isinstance(record, Template):
            needed = {ref.key for ref in record.situations}
        elif isinstance(record, Checklist):
            needed = {link.source for link in links_to.get(key, ())}
        else:
            needed = {key}
        links = (link for name in needed for link in links_to.get(name, ()))
        texts = {link.source for link in links if link.role == "template.situations"}
        return tuple(self.library.get(text) for text in sorted(texts) if text != key)

    def situations(self) -> tuple[Situation, ...]:
        """Every situation, in the order in which the finder leads to them."""
        steps = (node for finder in self.library.all(model.Finder) for node in finder.nodes)
        led = [choice.situation.id for node in steps for choice in node.options if choice.situation]
        every = {situation.id: situation for situation in self.library.all(Situation)}
        first = {name: every[name] for name in led if name in every}
        return tuple((first | every).values())

    def related(self, key: str) -> tuple[Related, ...]:
        """The records to name beside one, each with its reasons."""
        return related(self.library, self.language, self.library.get(key))

    def routes(self) -> tuple[Route, ...]:
        """Every reading path, those first that come after no other."""
        return tuple(self.every_route.values())

    def route(self, name: str) -> Route:
        """The reading path of an id."""
        return self.every_route[name]

    def ways(self, key: str) -> tuple[tuple[Route, int], ...]:
        """The paths that come to a record, and the number of the stop on each."""
        return tuple(self.every_way.get(key, ()))

    @cached_property
    def every_route(self) -> dict[str, Route]:
        """By id."""
        paths = sorted(self.library.all(ReadingPath), key=lambda path: bool(path.after))
        return {path.id: route(self.library, path) for path in paths}

    @cached_property
    def every_way(self) -> dict[str, list[tuple[Route, int]]]:
        """By a stop's key: what `ways` answers."""
        table: dict[str, list[tuple[Route, int]]] = {}
        for way in self.every_route.values():
            for number, stop in enumerate(way.stops):
                table.setdefault(stop.key, []).append((way, number))
        return table
