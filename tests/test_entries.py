"""What the search keeps of a page."""

from __future__ import annotations

from macros.search import MARK, entries


def test_a_record_is_one_entry_with_its_kind_and_what_it_is_found_by() -> None:
    docs = [
        {"location": "cases/a/", "title": "A", "text": f"<p>{MARK}Case{MARK}one · two{MARK}ba</p>"},
        {"location": "cases/a/#top", "title": "A", "text": "<p>First <em>line</em>.</p>"},
        {"location": "cases/a/#why", "title": "Why", "text": "<p>Because.</p>\n<p>And so.</p>"},
        {"location": "cases/a/#none", "title": "Nothing here", "text": ""},
    ]
    (one,) = entries(docs)
    assert one == {
        "location": "cases/a/",
        "title": "A",
        "text": "First\nline\n.\nBecause.\nAnd so.\nWhy",
        "kind": "Case",
        "aliases": "one · two",
        "other": "ba",
    }


def test_of_an_index_page_only_its_first_lines_are_kept() -> None:
    docs = [
        {"location": "cases/", "title": "Cases", "text": "<p>One.</p><p>Two.</p>"},
        {"location": "cases/#x", "title": "X", "text": "<p>Three.</p>"},
    ]
    assert entries(docs) == [{"location": "cases/", "title": "Cases", "text": "One.\nTwo."}]
