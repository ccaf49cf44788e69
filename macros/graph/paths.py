"""Reading paths: their stops in order, how long they take, and the version of what they teach."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from math import ceil
from typing import Any

from macros.graph.library import Library, texts
from macros.model import (
    LANGS,
    Lang,
    Practice,
    Problem,
    ReadingPath,
    Record,
    ScenarioQuestion,
    Section,
    Step,
    Text,
)

PACE: dict[Lang, int] = {"vi": 250, "en": 228}
"""Syllables (vi) and words (en) a minute.
English is the mean of the International Reading Speed Texts (Trauzettel-Klosinski and Dietz, 2012).
They have no Vietnamese; 250 is near their 255 for Chinese, where a character is a syllable too.
"""
UNSEEN = {"at", "name", "owner", "reviewed", "review_every", "roles", "aliases", "signs"}
"""Fields that no reader reads: a change there leaves a page as it was, and takes no time."""


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
        return {
            record.key: digest(record)
            for record in (self.path, *(r for stop in self.stops for r in stop.records))
        }

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
        found = tuple(
            library.records[ref.key] for ref in section.questions if ref.key in library.records
        )
        if found:
            times = [seconds(question) for question in found]
            stops.append(
                Stop(
                    section,
                    None,
                    found,
                    {lang: sum(time[lang] for time in times) for lang in LANGS},
                )
            )
    return Route(path, tuple(stops))


def version_of(hashes: Mapping[str, str]) -> str:
    """Hashes by key -> the version they make together."""
    lines = "\n".join(f"{key} {value}" for key, value in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:12]


def digest(record: Record) -> str:
    """Eight hex digits that change when what a reader sees of a record changes, in either language."""
    text = json.dumps(plain(record), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def plain(value: Any) -> Any:
    """A value -> JSON, without what no reader sees and without what is empty: a new field changes nothing until it is used."""
    if isinstance(value, Text):
        return [value.vi, value.en]
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        shown = {
            item.name: getattr(value, item.name)
            for item in fields(value)
            if item.name not in UNSEEN
        }
        return {
            name: plain(found) for name, found in shown.items() if found not in (None, (), False)
        }
    return value if isinstance(value, str | int) else str(value)


def seconds(record: Record) -> dict[Lang, int]:
    """A record -> how long reading it takes in each language."""
    found = list(texts(record, UNSEEN))
    return {
        lang: round(sum(len(text[lang].split()) for text in found) * 60 / PACE[lang])
        for lang in LANGS
    }


def broken_paths(library: Library) -> Iterator[Problem]:
    """The rules of paths, questions and practice cases."""
    for path in library.all(ReadingPath):
        yield from broken_path(library, path)
    for question in library.all(ScenarioQuestion):
        best = [option for option in question.options if option.best]
        if not best:
            yield Problem(
                "todo",
                question.at,
                "No answer of this question is the best",
                "Write `best: true` at one option",
            )
        for option in best[1:]:
            yield Problem(
                "todo",
                option.at or question.at,
                f"`{option.id}` is a second best answer",
                "Leave `best: true` at one option alone",
            )
    for practice in library.all(Practice):
        yield from broken_practice(practice)


def broken_path(library: Library, path: ReadingPath) -> Iterator[Problem]:
    """A path ends, visits a record once, reads before it asks, and asks two to four questions at a time."""
    seen: dict[str, int] = {}
    chain = [path]
    while (ref := chain[-1].after) and isinstance(
        before := library.records.get(ref.key), ReadingPath
    ):
        if before in chain:
            if before is path and ref.at and path.after:
                way = " → ".join(one.id for one in (*chain, before))
                yield Problem(
                    "todo",
                    path.after.at or path.at,
                    f"These paths wait for each other: {way}",
                    "Remove `after` from one of them",
                )
            break
        chain.append(before)
    for section in path.sections:
        if len(section.questions) > 4:
            yield Problem(
                "todo",
                section.at or path.at,
                f"`{section.id}` asks {len(section.questions)} questions",
                "Ask two to four, or split it",
            )
        for ref in (*(step.record for step in section.steps), *section.questions):
            at = ref.at or path.at
            if ref.key in seen:
                yield Problem(
                    "todo",
                    at,
                    f"The path comes to `{ref.key}` a second time (first on line {seen[ref.key]})",
                    "Keep one of the two",
                )
            seen.setdefault(ref.key, at.line)
        for step in section.steps:
            if step.record.kind in ("path", "question"):
                cure = (
                    "Name it under `after`"
                    if step.record.kind == "path"
                    else "Name it under `questions`"
                )
                yield Problem(
                    "todo",
                    step.record.at or path.at,
                    f"A {step.record.kind} is nothing to read",
                    cure,
                )


def broken_practice(practice: Practice) -> Iterator[Problem]:
    """Replies lead to scenes further down, and every scene is reached."""
    order = {scene.id: number for number, scene in enumerate(practice.scenes)}
    reached = {practice.scenes[0].id}
    for scene in practice.scenes:
        for reply in scene.replies:
            at = reply.at or practice.at
            if reply.to is None:
                continue
            if reply.to not in order:
                yield Problem(
                    "todo",
                    at,
                    f"`{reply.id}` leads to `{reply.to}`, and there is no such scene",
                    f"Scenes: {', '.join(order)}",
                )
            elif order[reply.to] <= order[scene.id]:
                yield Problem(
                    "todo",
                    at,
                    f"`{reply.id}` leads back to `{reply.to}`",
                    "Lead on to a later scene: the reader can always choose again",
                )
            reached.add(reply.to)
    for scene in practice.scenes:
        if scene.id not in reached:
            yield Problem(
                "todo",
                scene.at or practice.at,
                f"No reply leads to the scene `{scene.id}`",
                "Name it under `to`, or remove it",
            )
