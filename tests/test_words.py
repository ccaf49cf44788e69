"""The words that are no record's: interface words and synonyms, refused when they are not whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.model import LANGS
from macros.read.words import read_synonyms, read_words
from scripts.project import ROOT

SYNONYMS = ROOT / "macros/synonyms.yml"


def test_an_interface_word_needs_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "words.yml"
    file.write_text('nav.home: {vi: "Đầu"}\n', "utf-8")
    with pytest.raises(ValueError, match=r"`nav\.home` needs `vi` and `en`"):
        read_words(file)


def test_words_are_read_by_their_key(tmp_path: Path) -> None:
    file = tmp_path / "words.yml"
    file.write_text('nav.home: {vi: "Đầu", en: 1}\n', "utf-8")
    assert {key: (text.vi, text.en) for key, text in read_words(file).items()} == {
        "nav.home": ("Đầu", "1")
    }
    (tmp_path / "synonyms.yml").write_text("vi:\n  - [hai từ, một]\n", "utf-8")
    assert read_synonyms(tmp_path / "synonyms.yml", "vi") == [["hai từ", "một"]]


def test_a_group_of_synonyms_has_two_different_words_of_two_syllables_at_most(
    tmp_path: Path,
) -> None:
    file = tmp_path / "synonyms.yml"
    for group in ("[one]", "[one, one]", "[one, two three four]"):
        file.write_text(f"en:\n  - {group}\n", "utf-8")
        with pytest.raises(ValueError, match=r"synonyms\.yml"):
            read_synonyms(file, "en")


def test_both_languages_have_synonyms() -> None:
    assert all(len(read_synonyms(SYNONYMS, lang)) > 20 for lang in LANGS)
