"""Paths: what counts as a change, and how long a path takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml
from golden import SAMPLE

from macros.graph import Library
from macros.graph.hashes import digest
from macros.graph.paths import PACE, route
from macros.model import Principle, ReadingPath, Text
from macros.rules import library
from scripts.project import ROOT

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def real() -> Library:
    return library(DOCS)[0]


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
    record = library(SAMPLE)[0].records["principle/listen"]
    assert isinstance(record, Principle)
    assert digest(record) != digest(replace(record, title=Text(record.title.vi, "Hear them")))
    assert digest(record) == digest(
        replace(
            record, owner="front-line", reviewed=date(2030, 1, 1), review_every=5, roles=("leader",)
        )
    )


def test_the_version_is_that_of_every_record_on_the_path() -> None:
    made = library(SAMPLE)[0]
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
