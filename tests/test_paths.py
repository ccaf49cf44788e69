"""Paths: what counts as a change, and how long a path takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml
from golden import SAMPLE

from macros.graph import Library
from macros.graph.hashes import digest, item_hash, list_hash, words_hashes
from macros.graph.paths import PACE, Route, Stop, route, seconds
from macros.model import Checklist, Principle, ReadingPath, Situation, Text
from macros.rules import judged
from scripts.project import ROOT

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def real() -> Library:
    return judged(DOCS)[0]


def paths(made: Library) -> list[ReadingPath]:
    return list(made.all(ReadingPath))


def first_day(real: Library) -> ReadingPath:
    """The path that comes after no other."""
    (first,) = [path for path in paths(real) if not path.after]
    return first


def test_the_first_day_takes_about_twenty_minutes(real: Library) -> None:
    made = route(real, first_day(real))
    assert all(15 <= made.minutes(lang) <= 25 for lang in PACE)


def test_minutes_are_counted_from_the_words(real: Library) -> None:
    path = first_day(real)
    made = route(real, path)
    longer = replace(path, sections=path.sections[:1])
    assert route(real, longer).minutes("vi") < made.minutes("vi")
    stop = made.stops[0]
    record = stop.records[0]
    wordy = replace(record, title=Text("chữ " * 250, "word " * 228))
    again = route(replace(real, records={**real.records, record.key: wordy}), path).stops[0]
    assert 55 <= again.seconds["vi"] - stop.seconds["vi"] <= 60
    assert 55 <= again.seconds["en"] - stop.seconds["en"] <= 60


def test_a_hash_changes_with_what_is_read_and_not_with_who_looked_after_it() -> None:
    record = judged(SAMPLE)[0].records["principle/listen"]
    assert isinstance(record, Principle)
    assert digest(record) != digest(replace(record, title=Text(record.title.vi, "Hear them")))
    assert digest(record) == digest(
        replace(
            record, owner="front-line", reviewed=date(2030, 1, 1), review_every=5, roles=("leader",)
        )
    )


def test_readers_devices_hold_these_very_hashes() -> None:
    """Where they change, every reader is told that something was edited: change words for that."""
    made = judged(SAMPLE)[0]
    checklist, path = made.records["checklist/answer"], made.records["path/first-day"]
    assert isinstance(checklist, Checklist)
    assert isinstance(path, ReadingPath)
    assert {
        "record": digest(checklist),
        "with a number": digest(made.records["approvals/table"]),
        "item": item_hash(checklist.items[0]),
        "list": list_hash(checklist),
        "words": words_hashes(checklist),
        "path": route(made, path).version,
    } == {
        "record": "4dd2faf1",
        "with a number": "bc821b9d",
        "item": "94a9b9091caec2f3",
        "list": "45ad7dff",
        "words": "ac2d92c2-22fef8c2",
        "path": "5a3479585d70",
    }


def test_minutes_are_whole_ones_and_never_none() -> None:
    made = judged(SAMPLE)[0]
    path = made.records["path/first-day"]
    assert isinstance(path, ReadingPath)
    section = path.sections[0]
    way = Route(path, tuple(Stop(section, None, (), {"vi": s, "en": s}) for s in (60, 61, 0)))
    assert [way.minutes("vi"), way.minutes("vi", 1), way.minutes("vi", 0, 1)] == [3, 2, 1]
    assert way.minutes("en", 2) == 1
    assert {stop.section for stop in route(made, path).stops} == set(path.sections)
    record = made.records["principle/listen"]
    assert seconds(replace(record, roles=("leader",))) == seconds(record)


def test_what_nothing_leads_to_is_empty_or_named() -> None:
    made = judged(SAMPLE)[0]
    lone = replace(made, links_to={})
    (situation,) = made.all(Situation)
    assert lone.phrases_of(situation.key) == ()
    assert made.phrases_of(situation.key)
    assert [record.key for record in made.orphans()] == ["template/ring-back"]
    assert {"principle/listen", "phrase/go-on"} < {record.key for record in lone.orphans()}


def test_the_version_is_that_of_every_record_on_the_path() -> None:
    made = judged(SAMPLE)[0]
    path = paths(made)[0]
    before = route(made, path).version
    for key in ("question/after-it", "case/the-call", "practice/play-the-call"):
        changed = replace(made.records[key], title=Text("Khác", "Other"))
        assert route(replace(made, records={**made.records, key: changed}), path).version != before
    unrelated = replace(made.records["tension/listen-or-act"], title=Text("Khác", "Other"))
    assert (
        route(replace(made, records={**made.records, unrelated.key: unrelated}), path).version
        == before
    )


def test_every_path_has_its_issue_form() -> None:
    for path in (DOCS / "vi" / "paths").glob("[!i]*.md"):
        file = ROOT / ".github/ISSUE_TEMPLATE" / f"path-{path.stem}.yml"
        form = yaml.safe_load(file.read_text("utf-8"))
        assert f"paths/{path.stem}/" in form["body"][0]["attributes"]["value"]
        assert "record" in [part.get("id") for part in form["body"]]
