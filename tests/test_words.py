"""The words that are no record's: interface words and synonyms are whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from macros.model import LANGS, Lang
from macros.read.words import read_synonyms, read_words
from scripts.project import ROOT

SYNONYMS = ROOT / "macros/synonyms.yml"


def test_an_interface_word_needs_both_languages() -> None:
    rows = yaml.safe_load((ROOT / "macros/interface.yml").read_text("utf-8"))
    assert not [key for key, row in rows.items() if set(row) != {"vi", "en"}]


def test_words_are_read_by_their_key(tmp_path: Path) -> None:
    file = tmp_path / "words.yml"
    file.write_text('nav.home: {vi: "Đầu", en: 1}\n', "utf-8")
    assert {key: (text.vi, text.en) for key, text in read_words(file).items()} == {
        "nav.home": ("Đầu", "1")
    }
    (tmp_path / "synonyms.yml").write_text("vi:\n  - [hai từ, một]\n", "utf-8")
    assert read_synonyms(tmp_path / "synonyms.yml", "vi") == [["hai từ", "một"]]


@pytest.mark.parametrize("lang", LANGS)
def test_a_group_of_synonyms_has_two_different_words_of_two_syllables_at_most(lang: Lang) -> None:
    for group in read_synonyms(SYNONYMS, lang):
        assert len(set(group)) == len(group) > 1, group
        assert all(len(word.split()) <= 2 for word in group), group


def test_both_languages_have_synonyms() -> None:
    assert all(len(read_synonyms(SYNONYMS, lang)) > 20 for lang in LANGS)
