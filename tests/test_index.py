"""What the search keeps of a page, and how its index is cut."""

from __future__ import annotations

import json
from typing import Any

import pytest
from golden import SAMPLE

from macros.language import Language
from macros.model import LANGS, NOWHERE, Lang, Page, Situation, Template
from macros.rules import judged
from macros.search import Entry, entries, files
from macros.search.fold import forms, stem, words

A = Entry("a/", "Case", "Khách gọi", "Chị kể đi.", ("Nghe hết.",), aliases=("alo",), is_told=True)
B = Entry("b/", "Case", "Khạch khác", "Thời gian.", weight=2)


def index(*all_entries: Entry, synonyms: tuple[list[str], ...] = ()) -> dict[str, Any]:
    """What the files say, without the folder they stand in."""
    made = files(all_entries, synonyms, english=False)
    return {name.rpartition("/")[2]: json.loads(text) for name, text in made.items()}


@pytest.mark.parametrize("lang", LANGS)
def test_a_record_is_found_by_all_it_says_and_shows_its_first_words(lang: Lang) -> None:
    made, _ = judged(SAMPLE)
    found = {one.path: one for one in entries(made, Language(lang))}
    record = made.records["situation/client-calls"]
    assert isinstance(record, Situation)
    one = found["situations/client-calls/"]
    assert (one.title, one.lead) == (record.title[lang], record.say[0].text[lang])
    assert record.avoid[0].text[lang] in one.lines
    assert record.title[lang] not in one.lines
    assert not one.is_told, "whatever was typed, it shows what to say first"
    assert bool(one.other) == (lang == "en")


def test_a_letter_is_shown_by_one_of_its_lines() -> None:
    made, _ = judged(SAMPLE)
    (letter,) = made.all(Template)
    (entry,) = [one for one in entries(made, Language("vi")) if letter.id in one.path]
    assert "Em chào chị." in entry.lines


def test_no_line_gives_an_ending_away() -> None:
    made, _ = judged(SAMPLE)
    told = {one.path.partition("/")[0] for one in entries(made, Language("vi")) if one.is_told}
    assert told.isdisjoint({"cases", "practice", "questions", "situations"})
    assert "Ending" not in str(index(Entry("c/", "Case", "C", "Lead", ("Ending",)))["pages-0.json"])


def test_a_word_is_kept_in_any_spelling_and_in_each() -> None:
    table = index(A, B)["words-0.json"]
    assert set(table["khach"]) == {
        "",
        "kha\u0301ch".replace("a\u0301ch", "ach\u0301"),
        "khach\u0323",
    }
    assert table["khach"][""][0::2] == [0, 1]
    assert list(table["alo"]) == ["alo"], "one spelling says both"


def test_neighbours_are_kept_within_a_line() -> None:
    pairs = index(A, B)["pairs-0.json"]
    assert {"khach goi", "chi ke", "nghe het"} <= set(pairs)
    assert "di nghe" not in pairs


def test_what_means_the_same_stands_beside_a_word_even_one_nobody_wrote() -> None:
    words_part = index(A, B, synonyms=(["gọi", "alo", "phôn"],))["words-0.json"]
    assert list(words_part["phon"]) == ["~pho\u0302n"]
    assert words_part["phon"]["~pho\u0302n"][0] == 0


def test_parts_are_cut_in_order_and_named_by_what_they_hold() -> None:
    many = [Entry(f"{n}/", "", f"word{n:04} next{n:04}", "") for n in range(400)]
    made = files(many, (), english=False)
    lead = json.loads(made["index.json"])
    parts = [json.loads(made[f"{lead['in']}/words-{n}.json"]) for n in range(len(lead["words"]))]
    assert [min(part) for part in parts] == lead["words"] == sorted(lead["words"])
    assert len(parts) > 2
    assert lead["in"] != json.loads(files(many[1:], (), english=False)["index.json"])["in"]
    assert made == files(many, (), english=False)


def test_a_word_that_stands_everywhere_keeps_its_best_pages() -> None:
    many = [Entry(f"{n}/", "", "khách", "", weight=1 + n) for n in range(500)]
    kept = index(*many)["words-0.json"]["khach"]
    assert len(next(iter(kept.values()))) == 800
    assert 499 in next(iter(kept.values()))[::2]


def test_words_come_out_of_what_people_paste() -> None:
    assert words("ＫＨÁＣＨ cu\u0303") == ["khách", "cũ"]
    assert words("24/7, «đi»!") == ["24", "7", "đi"]
    assert words("a_b 📎") == ["a", "b"]


def test_tones_stand_at_the_end_wherever_they_were_typed() -> None:
    assert forms("hoà", False).written == forms("hòa", False).written != forms("hoa", False).written
    assert forms("đường", False).plain == "duong"
    assert forms("lý", False) == forms("lí", False)


def test_english_words_of_one_stem_meet() -> None:
    for same in (
        "call calls called calling",
        "apology apologies",
        "stop stopped stopping",
        "promise promised promises",
        "quick quickly",
    ):
        assert len({stem(word) for word in same.split()}) == 1, same


def test_a_page_is_found_where_it_is_served() -> None:
    paths = ("index.md", "cases/index.md", "managers.md", "contribute/state.md")
    pages = [Page(path, "vi", "", (), NOWHERE) for path in paths]
    assert [page.address for page in pages] == ["", "cases/", "managers/", "contribute/state/"]
