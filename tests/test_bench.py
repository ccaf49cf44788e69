"""The benchmark runs; how long anything takes is nobody's test."""

from __future__ import annotations

from pathlib import Path

import bench
import pytest
from growing import playbook

from macros.rules import judged
from scripts import project


def test_a_small_playbook_is_measured(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "ROOT", sample)
    figures = dict(bench.built(tmp_path, 0, rounds=1))
    assert len(figures) == 7
    assert all(value > 0 for values in figures.values() for value in values)


def test_a_larger_playbook_is_right_and_has_new_words(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "ROOT", sample)
    small, _ = judged(sample / "docs")
    large, problems = judged(playbook(tmp_path, 3 * len(small.records)) / "docs")
    assert not [problem for problem in problems if problem.level == "error"]
    assert len(large.records) > 2 * len(small.records)
    one, copy = (large.records[f"principle/{name}"] for name in ("listen", "listen-1"))
    assert str(one) != str(copy).replace("listen-1", "listen")
