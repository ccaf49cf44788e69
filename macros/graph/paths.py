"""Reading paths: their stops in order, how long they take, and the version they teach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from macros.graph.hashes import UNSEEN, digest, version_of
from macros.graph.library import Library, words_in
from macros.model import LANGS, Lang, ReadingPath, Record, Section, Step

PACE: dict[Lang, int] = {"vi": 250, "en": 228}
"""Syllables (vi) and words (en) a minute.
English is the mean of the International Reading Speed Texts (Trauzettel-Klosinski and Dietz, 2012).
They have no Vietnamese; 250 is near their 255 for Chinese, where a character is a syllable too.
"""


@dataclass(frozen=True)
class Stop:
    """One thing to do on a path: a record to read, or the questions of a section."""

    section: Section
    step: Step | None
    """None for the questions."""
    records: tuple[Record, ...]
    """The record to read, or the questions to answer."""
    seconds: Mapping[Lang, int]

    @property
    def key(self) -> str:
        """What progress is kept by."""
        return self.records[0].key if self.step else f"questions/{self.section.id}"


@dataclass(frozen=True)
class Route:
    """A path with everything on it found."""

    path: ReadingPath
    stops: tuple[Stop, ...]

    @property
    def questions(self) -> tuple[Record, ...]:
        """Every question on it, in order."""
        return tuple(record for stop in self.stops if not stop.step for record in stop.records)

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of the path and of every record on it, by key."""
        on_it = (record for stop in self.stops for record in stop.records)
        return {record.key: digest(record) for record in (self.path, *on_it)}

    @property
    def version(self) -> str:
        """The content version: it changes with any word of the path or of a record on it."""
        return version_of(self.hashes)

    def minutes(self, lang: Lang, start: int = 0, end: int | None = None) -> int:
        """Whole minutes for the stops from `start` on, never none."""
        return max(1, ceil(sum(stop.seconds[lang] for stop in self.stops[start:end]) / 60))


def route(library: Library, path: ReadingPath) -> Route:
    """A path -> its stops; what does not exist is left out, for `check` reports it."""
    stops = []
    for section in path.sections:
        for step in section.steps:
            if record := library.records.get(step.record.key):
                stops.append(Stop(section, step, (record,), seconds(record)))
        keys = (ref.key for ref in section.questions if ref.key in library.records)
        if questions := tuple(map(library.get, keys)):
            stops.append(Stop(section, None, questions, seconds(*questions)))
    return Route(path, tuple(stops))


def seconds(*records: Record) -> dict[Lang, int]:
    """Records -> how long reading them takes in each language."""
    return {
        lang: sum(round(words_in(one, lang, UNSEEN) * 60 / PACE[lang]) for one in records)
        for lang in LANGS
    }
