"""A problem is said in its reader's language, by its code."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import change

from scripts import check
from scripts.summary import readers_language, vietnamese

EXACT = "There is no principle `lissen`. Did you mean `listen`?"


def test_the_locale_says_the_language() -> None:
    assert readers_language({"LANG": "vi_VN.UTF-8"}) == "vi"
    assert readers_language({"LC_ALL": "en_US.UTF-8", "LANG": "vi_VN.UTF-8"}) == "en"
    assert readers_language({"LANG": "en_GB.UTF-8", "LANGUAGE": "vi:en"}) == "vi"
    assert readers_language({"LC_ALL": "C", "LANGUAGE": "vi"}) == "en"
    assert readers_language({"LANG": "C.UTF-8"}) == "en"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_problem_is_said_in_it_with_the_exact_words(
    lang: str, docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8" if lang == "vi" else "en_GB.UTF-8")
    change(docs, "vi/cases/the-call.md", "[principles/listen]", "[principles/lissen]")
    assert check.main(["--docs", str(docs)]) == 1
    (line,) = [row for row in capsys.readouterr().out.splitlines() if EXACT in row]
    assert (vietnamese()["unknown-record"] in line) == (lang == "vi")


def test_a_note_speaks_the_language_of_its_file(docs: Path) -> None:
    for language in ("vi", "en"):
        change(docs, f"{language}/principles/listen.md", "^heard", "^heard amid words")
    notes = check.text(check.check(docs)[0], "github").splitlines()
    told = vietnamese()["id-amid-words"]
    assert all((told in note) == ("docs/vi/" in note) for note in notes if "amid words" in note)
    assert sum(told in note for note in notes) == 1
