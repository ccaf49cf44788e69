"""`new` and `stale`, from the dataclasses as they are."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import change

from macros.rules import library
from scripts import new, project, stale
from scripts.project import ROOT, Stop


def test_new_never_overwrites(small: Path) -> None:
    new.main(["principle", "calm"])
    path = small / "docs/vi/principles/calm.md"
    path.write_text("mine", "utf-8")
    (small / "docs/en/principles/calm.md").unlink()
    with pytest.raises(Stop, match="exists already and cannot be read"):
        new.main(["principle", "calm"])
    assert path.read_text("utf-8") == "mine"
    assert not (small / "docs/en/principles/calm.md").exists()


@pytest.mark.parametrize("name", ["Calm", "a b", "../a", "ă", "", "a--b"])
def test_new_refuses_what_is_no_id(name: str, small: Path) -> None:
    with pytest.raises(Stop, match="is no id"):
        new.main(["principle", name])


def test_stale_lists_what_is_due_the_longest_overdue_first() -> None:
    records = list(library(ROOT / "docs")[0].records.values())
    assert stale.due(records, min(record.asked for record in records) - timedelta(1)) == []
    due = stale.due(records, min(record.due for record in records) + timedelta(400))
    assert [over for over, _ in due] == sorted((over for over, _ in due), reverse=True)
    assert due[0][0] == 400


def test_stale_says_what_it_cannot_read_and_needs_a_day(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(project, "ROOT", docs.parent)
    change(docs, "vi/cases/the-call.md", "# Cuộc gọi", "# <b>Cuộc gọi")
    assert stale.main(["--today", "2026-12-01"]) == 0
    assert capsys.readouterr().out == (
        "0 of 14 records are due on 2026-12-01.\n"
        "Left out, for they cannot be read (`python3 -m scripts check` says why): case/the-call.\n"
    )
    with pytest.raises(SystemExit):
        stale.main(["--today", "2027-13-01"])
    monkeypatch.setattr(project, "ROOT", docs)
    with pytest.raises(Stop, match="There is no folder"):
        stale.main([])


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    run = [sys.executable, "-m", "scripts", "stale", "--today", "2099-01-01"]
    with subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as done:
        assert done.stdout
        assert done.stderr
        done.stdout.close()
        assert done.stderr.read() == b""
