"""Paths: what counts as a change, how long a path takes, and what `verify-record` makes of a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from golden import SAMPLE

from macros.graph import Library
from macros.graph.hashes import digest, version_of
from macros.graph.paths import PACE, route
from macros.model import Principle, ReadingPath, ScenarioQuestion, Text
from macros.rules import library
from scripts import verify_record
from scripts.setup import ROOT, Stop

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def real() -> Library:
    return library(DOCS)[0]


def paths(made: Library) -> list[ReadingPath]:
    return list(made.all(ReadingPath))


def test_five_paths_and_the_first_day_takes_about_twenty_minutes(real: Library) -> None:
    found = {path.id: route(real, path) for path in paths(real)}
    assert set(found) == {"first-day", "account-managers", "front-line", "consultants", "editors"}
    assert all(15 <= found["first-day"].minutes(lang) <= 25 for lang in PACE)


def test_minutes_are_counted_from_the_words(real: Library) -> None:
    path = real.records["path/first-day"]
    assert isinstance(path, ReadingPath)
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


@pytest.mark.parametrize(
    "path", sorted((DOCS / "vi" / "paths").glob("[!i]*.md")), ids=lambda path: path.stem
)
def test_every_path_has_its_issue_form(path: Path) -> None:
    form = yaml.safe_load(
        (ROOT / ".github/ISSUE_TEMPLATE" / f"path-{path.stem}.yml").read_text("utf-8")
    )
    assert f"paths/{path.stem}/" in form["body"][0]["attributes"]["value"]
    assert "record" in [part.get("id") for part in form["body"]]


def made_record(real: Library, wrong: str = "", unread: str = "") -> dict[str, Any]:
    """A record as the page saves it, all read and answered but for what is named."""
    path = real.records["path/first-day"]
    assert isinstance(path, ReadingPath)
    now = route(real, path)
    day = "2026-11-23"
    read = {
        stop.key: [day, now.hashes[stop.key]]
        for stop in now.stops
        if stop.step and stop.key != unread
    }
    answers = {}
    for question in now.questions:
        assert isinstance(question, ScenarioQuestion)
        choice = next(
            option.id for option in question.options if option.best == (question.key != wrong)
        )
        answers[question.key] = [choice, choice, day]
    gaps = ({wrong: "wrong"} if wrong else {}) | ({unread: "unread"} if unread else {})
    return {
        "kind": "playbook-record",
        "v": 1,
        "site": "https://playbook.example/",
        "language": "vi",
        "path": "first-day",
        "version": now.version,
        "made": day,
        "started": day,
        "finished": None if gaps else day,
        "name": "Người Đọc",
        "pages": now.hashes,
        "read": read,
        "answers": answers,
        "score": {"right": len(answers) - bool(wrong), "first": 3, "of": len(answers)},
        "gaps": gaps,
    }


def verify(
    record: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str
) -> tuple[int, str]:
    file = tmp_path / "record.json"
    file.write_text(json.dumps({**record, "checksum": verify_record.checksum(record)}), "utf-8")
    return verify_record.main([str(file), *more]), capsys.readouterr().out


def test_a_whole_record_is_sound(
    real: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = verify(made_record(real), tmp_path, capsys)
    assert code == 0
    assert "fits the version" in said
    assert "Nothing has changed since." in said


def test_gaps_are_said(real: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = verify(
        made_record(real, "question/promise-before-checking", "case/giants-demand"),
        tmp_path,
        capsys,
    )
    assert code == 0
    assert "Gap: question/promise-before-checking (wrong)." in said
    assert "Gap: case/giants-demand (unread)." in said
    assert "finished not yet" in said


def test_what_has_changed_since_is_said(
    real: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = made_record(real)
    key = "principle/work-as-equals"
    record["pages"] = {**record["pages"], key: "00000000", "case/gone": "11111111"}
    record["read"] |= {key: ["2026-11-23", "00000000"], "case/gone": ["2026-11-23", "11111111"]}
    record["version"] = version_of(record["pages"])
    code, said = verify(record, tmp_path, capsys)
    assert code == 0
    assert f"changed: {key}" in said
    assert "no longer on it: case/gone." in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda r: r.update(version="0" * 12), "do not make the version", id="version"),
        pytest.param(
            lambda r: r.update(path="elsewhere"), "comes from another site", id="unknown path"
        ),
        pytest.param(
            lambda r: r.update(pages=dict.fromkeys(r["pages"], "00000000")),
            "None of its pages is ours",
            id="foreign pages",
        ),
        pytest.param(lambda r: r.update(kind="invoice"), "no completion record", id="other file"),
        pytest.param(lambda r: r.update(v=2), "newer version", id="newer"),
        pytest.param(lambda r: r["score"].update(right=2), "do not follow", id="score"),
        pytest.param(
            lambda r: r.update(gaps={"case/giants-demand": "unread"}), "do not follow", id="gaps"
        ),
        pytest.param(
            lambda r: r["answers"]["question/contract-is-over"].__setitem__(0, "find-others"),
            "do not follow",
            id="answer",
        ),
        pytest.param(
            lambda r: r["read"].pop("case/giants-demand"), "do not follow", id="unread page"
        ),
        pytest.param(
            lambda r: r["read"].update({"case/other": ["2026-11-23", "0"]}),
            "not on its path",
            id="page of another path",
        ),
        pytest.param(lambda r: r.update(finished=None), "against its own gaps", id="finished"),
        pytest.param(lambda r: r.pop("gaps"), "lacks something", id="no gaps"),
        pytest.param(
            lambda r: r.update(read=dict.fromkeys(r["read"], 7)), "not written as", id="nonsense"
        ),
    ],
)
def test_a_record_that_does_not_hold_is_refused(
    real: Library,
    change: Callable[[dict[str, Any]], Any],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record = made_record(real)
    change(record)
    code, out = verify(record, tmp_path, capsys)
    assert code == 1
    assert said in out
    assert len(out.splitlines()) == 1


def test_a_file_altered_by_hand_is_refused(
    real: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = made_record(real)
    file = tmp_path / "record.json"
    file.write_text(
        json.dumps({**record, "checksum": verify_record.checksum(record), "name": "Người Khác"}),
        "utf-8",
    )
    assert verify_record.main([str(file)]) == 1
    assert "altered" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 5000, "null", '{"kind": 1}'])
def test_any_other_file_is_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    assert verify_record.main([str(file)]) == 1
    assert "no completion record" in capsys.readouterr().out


def test_the_address_may_be_asked_for(
    real: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        verify(made_record(real), tmp_path, capsys, "--site", "https://playbook.example/")[0] == 0
    )
    code, said = verify(made_record(real), tmp_path, capsys, "--site", "https://other.example/")
    assert code == 1
    assert "not at https://other.example/" in said


def test_a_file_that_is_not_there_is_a_slip_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="cannot be read"):
        verify_record.main([str(tmp_path / "none.json")])
