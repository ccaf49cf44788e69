"""Paths: what counts as a change, how long a path takes, and `verify-record`."""

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
from macros.graph.paths import route
from macros.model import Principle, ReadingPath, ScenarioQuestion, Text
from macros.rules import library
from scripts import project, verify_record
from scripts.project import ROOT, Stop

READ = "case/the-call"
ASKED = "question/after-it"


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> Library:
    """The sample playbook, which `verify-record` reads too."""
    monkeypatch.setattr(project, "ROOT", SAMPLE.parent)
    return library(SAMPLE)[0]


def paths(made: Library) -> list[ReadingPath]:
    return list(made.all(ReadingPath))


def test_minutes_are_counted_from_the_words(made: Library) -> None:
    (path,) = paths(made)
    stop = route(made, path).stops[0]
    record = stop.records[0]
    wordy = replace(record, title=Text("chữ " * 250, "word " * 228))
    more = replace(made, records={**made.records, record.key: wordy})
    again = route(more, path).stops[0]
    assert route(more, path).minutes("vi") > route(made, path).minutes("vi")
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
    for path in (ROOT / "docs/vi/paths").glob("[!i]*.md"):
        name = f".github/ISSUE_TEMPLATE/path-{path.stem}.yml"
        form = yaml.safe_load((ROOT / name).read_text("utf-8"))
        assert f"paths/{path.stem}/" in form["body"][0]["attributes"]["value"]
        assert "record" in [part.get("id") for part in form["body"]]


def made_record(library: Library, wrong: str = "", unread: str = "") -> dict[str, Any]:
    """A record as the page saves it, all read and answered but for what is named."""
    (path,) = paths(library)
    now = route(library, path)
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
        "path": path.id,
        "version": now.version,
        "made": day,
        "started": day,
        "finished": None if gaps else day,
        "name": "Người Đọc",
        "pages": now.hashes,
        "read": read,
        "answers": answers,
        "score": {"right": len(answers) - bool(wrong), "first": 1, "of": len(answers)},
        "gaps": gaps,
    }


def verify(
    record: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str
) -> tuple[int, str]:
    file = tmp_path / "record.json"
    file.write_text(json.dumps({**record, "checksum": verify_record.checksum(record)}), "utf-8")
    return verify_record.main([str(file), *more]), capsys.readouterr().out


def test_a_whole_record_is_sound(
    made: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = verify(made_record(made), tmp_path, capsys)
    assert code == 0
    assert "fits the version" in said
    assert "Nothing has changed since." in said


def test_gaps_are_said(made: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = verify(
        made_record(made, ASKED, READ),
        tmp_path,
        capsys,
    )
    assert code == 0
    assert f"Gap: {ASKED} (wrong)." in said
    assert f"Gap: {READ} (unread)." in said
    assert "finished not yet" in said


def test_what_has_changed_since_is_said(
    made: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = made_record(made)
    key = "principle/listen"
    record["pages"] = {**record["pages"], key: "00000000", "case/gone": "11111111"}
    record["read"] |= {key: ["2026-11-23", "00000000"], "case/gone": ["2026-11-23", "11111111"]}
    record["version"] = version_of(record["pages"])
    code, said = verify(record, tmp_path, capsys)
    assert code == 0
    assert f"changed: {key}" in said
    assert "no longer on it: case/gone." in said


LIES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "version": (lambda r: r.update(version="0" * 12), "do not make the version"),
    "unknown path": (lambda r: r.update(path="elsewhere"), "comes from another site"),
    "foreign pages": (
        lambda r: r.update(pages=dict.fromkeys(r["pages"], "00000000")),
        "None of its pages is ours",
    ),
    "other file": (lambda r: r.update(kind="invoice"), "no completion record"),
    "newer": (lambda r: r.update(v=2), "newer version"),
    "score": (lambda r: r["score"].update(right=1), "do not follow"),
    "gaps": (lambda r: r.update(gaps={READ: "unread"}), "do not follow"),
    "answer": (lambda r: r["answers"][ASKED].__setitem__(0, "rush"), "do not follow"),
    "unread page": (lambda r: r["read"].pop(READ), "do not follow"),
    "page of another path": (
        lambda r: r["read"].update({"case/other": ["2026-11-23", "0"]}),
        "not on its path",
    ),
    "finished": (lambda r: r.update(finished=None), "against its own gaps"),
    "no gaps": (lambda r: r.pop("gaps"), "lacks something"),
    "nonsense": (lambda r: r.update(read=dict.fromkeys(r["read"], 7)), "not written as"),
}


def test_a_record_that_does_not_hold_is_refused(
    made: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {}
    for name, (change, why) in LIES.items():
        record = made_record(made)
        change(record)
        code, said = verify(record, tmp_path, capsys)
        if code != 1 or why not in said or len(said.splitlines()) != 1:
            wrong[name] = (code, said)
    assert wrong == {}


def test_a_file_altered_by_hand_is_refused(
    made: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = made_record(made)
    file = tmp_path / "record.json"
    file.write_text(
        json.dumps({**record, "checksum": verify_record.checksum(record), "name": "Người Khác"}),
        "utf-8",
    )
    assert verify_record.main([str(file)]) == 1
    assert "altered" in capsys.readouterr().out


def test_any_other_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.json"
    for text in ("", "[]", "{", "[" * 5000, "null", '{"kind": 1}'):
        file.write_text(text)
        assert verify_record.main([str(file)]) == 1
        assert "no completion record" in capsys.readouterr().out


def test_the_address_may_be_asked_for(
    made: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        verify(made_record(made), tmp_path, capsys, "--site", "https://playbook.example/")[0] == 0
    )
    code, said = verify(made_record(made), tmp_path, capsys, "--site", "https://other.example/")
    assert code == 1
    assert "not at https://other.example/" in said


def test_a_file_that_is_not_there_is_a_slip_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="cannot be read"):
        verify_record.main([str(tmp_path / "none.json")])
