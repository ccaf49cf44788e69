"""Rendering: what a page says, that no words become markup, that links hold."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from golden import SAMPLE
from outline import outline

from macros.graph import Library, link
from macros.graph.hashes import item_hash, list_hash
from macros.language import WORDS
from macros.model import (
    FOLDERS,
    KINDS,
    LANGS,
    PAGE_MACROS,
    Checklist,
    Cite,
    Lang,
    Mark,
    Ref,
    ScenarioQuestion,
    Text,
    Words,
)
from macros.read import read_tree
from macros.read.shapes import Shape, shapes_of
from macros.related import MOST
from macros.render import FIXED, Renderer
from macros.rules import judged

FOLD = re.compile(r'<details class="pb-fold"><summary id=".*pb-count">[12]</span>')
LINK = re.compile(r'<a [^>]*href="([^"]*)"')
ATTACK = '<img src=x onerror="alert(1)">{{ 7 * 7 }}&amp;'


@pytest.fixture(scope="module")
def sample() -> Library:
    return judged(SAMPLE)[0]


@pytest.mark.parametrize("lang", LANGS)
def test_every_macro_fills_a_page(sample: Library, lang: Lang) -> None:
    renderer = Renderer(sample, lang)
    macros = renderer.macros()
    assert set(macros) == set(PAGE_MACROS)
    pages = [renderer.record(record.kind, record.id) for record in sample.records.values()]
    pages += [macros[name]() for name in PAGE_MACROS]
    for page in pages:
        assert page.startswith("<"), "a page is one block of HTML: Markdown must not touch it"
        assert "\n\n" not in page
        assert page.count("<h1") == 1


@pytest.mark.parametrize("lang", LANGS)
def test_a_record_without_a_phase_is_needed_at_any_time(sample: Library, lang: Lang) -> None:
    timeless = {key: replace(record, phase=None) for key, record in sample.records.items()}
    macros = Renderer(replace(sample, records=timeless), lang).macros()
    for name in PAGE_MACROS:
        macros[name]()
    assert f'<h2 id="phase--none">{WORDS["no-phase"][lang]}</h2>' in macros["checklists"]()


def test_a_template_stands_for_every_macro() -> None:
    templates = {path.stem for path in Path("macros/templates").glob("[!_]*.jinja")}
    assert templates == {*KINDS, *PAGE_MACROS, "moved"}


def test_every_text_is_escaped() -> None:
    """Every text of a record is replaced by markup: none of it may reach the page as markup."""
    tree, _ = read_tree(SAMPLE)
    hostile = replace(tree, records=[poison(record) for record in tree.records])
    made = link(hostile)
    for lang in LANGS:
        renderer = Renderer(made, lang)
        for record in made.records.values():
            page = renderer.record(record.kind, record.id)
            assert "<img" not in page, record.key
            assert "&lt;img" in page, record.key
    assert {record.kind for record in made.records.values()} == set(KINDS)


def poison(value: Any) -> Any:
    """A record with every text replaced by an attack."""
    if isinstance(value, Text):
        return Text(ATTACK, ATTACK)
    if isinstance(value, tuple):
        return tuple(poison(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type | Mark | Ref | Cite | Words):
        return replace(
            value, **{item.name: poison(getattr(value, item.name)) for item in fields(value)}
        )
    return value


def test_every_reason_in_words_belongs_to_a_link() -> None:
    roles = {role for kind, cls in KINDS.items() for role in roles_of(cls, kind)}
    reasons = {name.removeprefix("because.") for name in WORDS if name.startswith("because.")}
    assert {reason.removesuffix(".in") for reason in reasons} <= roles


def roles_of(cls: type, role: str) -> set[str]:
    """Where a dataclass names records, as a Link says it."""
    found: set[str] = set()
    for name, shape in shapes_of(cls).items():
        found |= roles_in(shape, f"{role}.{name}")
    return found


def roles_in(shape: Shape, role: str) -> set[str]:
    if shape.form == "ref":
        return {role}
    if shape.of:
        return roles_in(shape.of, role)
    return roles_of(shape.entry, role) if shape.entry else set()


def related_to(library: Library, key: str) -> dict[str, tuple[str, ...]]:
    """What stands under “related” on a page, with the reasons in English."""
    shown = Renderer(library, "en").ask("related", key)
    return {related.record.key: related.reasons for related in shown}


def test_related_runs_both_ways_and_names_nothing_twice(sample: Library) -> None:
    on_case = related_to(sample, "case/the-call")
    assert "checklist/answer" in on_case
    assert "principle/listen" not in on_case, "it stands beside the lesson"
    assert "case/the-call" in related_to(sample, "checklist/answer")
    assert "source/demo" in {link.source for link in sample.links_to["phrase/go-on"]}
    assert "source/demo" not in related_to(sample, "phrase/go-on"), "the sources of a page name it"


def test_related_says_why_only_where_that_says_more(sample: Library) -> None:
    on_phrase = related_to(sample, "phrase/go-on")
    assert on_phrase["checklist/answer"] == ("used at: Hear the story out.",)
    assert on_phrase["principle/listen"] == ()
    assert on_phrase["situation/client-calls"] == ("first words: Yes, I am listening.",)
    on_principle = related_to(sample, "principle/listen")
    assert on_principle["case/the-call"] == (), "a lesson would give the ending away"


def test_few_records_are_related_those_with_most_links_first(sample: Library) -> None:
    for key, record in sample.records.items():
        shown = related_to(sample, key)
        assert len(shown) <= MOST
        links = [*sample.links_from.get(key, ()), *sample.links_to.get(key, ())]
        counts = [sum(other in (link.source, link.target) for link in links) for other in shown]
        assert counts == sorted(counts, reverse=True), record.key


def test_links_are_relative_to_the_page(sample: Library) -> None:
    url = Renderer(sample, "vi").url
    assert url("", "cases/") == "cases/"
    assert url("cases/a/", "cases/b/") == "../b/"
    assert url("cases/a/", "") == "../../"
    assert url("cases/", "cases/") == "./"
    assert url("cases/a/", "sources/demo/#p2") == "../../sources/demo/#p2"


def test_an_items_hash_changes_with_its_words_in_that_language_alone(sample: Library) -> None:
    checklist = sample.records["checklist/answer"]
    assert isinstance(checklist, Checklist)
    item = checklist.items[0]
    vi, en = item_hash(item)[:8], item_hash(item)[8:]
    mended = item_hash(replace(item, do=Text(item.do.vi, "Hear all of it.")))
    assert mended[:8] == vi
    assert mended[8:] != en
    unseen = replace(item, why=Text("Vì thế.", "So."), phrase=None, cites=())
    assert item_hash(unseen) == item_hash(item)


def test_a_lists_hash_changes_with_every_word_of_an_item(sample: Library) -> None:
    checklist = sample.records["checklist/answer"]
    assert isinstance(checklist, Checklist)
    pause = checklist.pauses[0]
    reasoned = replace(pause.items[0], why=Text("Vì thế.", "So."))
    edited = replace(pause, items=(reasoned, *pause.items[1:]))
    moved = replace(pause, items=pause.items[::-1])
    for other in (edited, moved):
        pauses = (other, *checklist.pauses[1:])
        assert list_hash(replace(checklist, pauses=pauses)) != list_hash(checklist)


def test_pages_do_not_depend_on_the_order_of_sets(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from macros.render import Renderer;"
        "from macros.rules import judged;"
        f"made, problems = judged(Path({str(SAMPLE)!r})); r = Renderer(made, 'vi');"
        "print(problems, *[r.record(x.kind, x.id) for x in made.records.values()])"
    )
    pages = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(pages) == 1


OUTLINES = Path(__file__).parent / "golden" / "render"


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_reads_as_its_golden_outline(sample: Library, lang: Lang) -> None:
    """After a change that is meant: `UPDATE_GOLDEN=1`, run this again, and read the diff."""
    renderer = Renderer(sample, lang)
    for record in sample.records.values():
        golden = OUTLINES / f"{record.kind}-{record.id}.{lang}.txt"
        page = outline(renderer.record(record.kind, record.id))
        if os.environ.get("UPDATE_GOLDEN"):
            golden.write_text(page, "utf-8", newline="\n")
        assert page == golden.read_text("utf-8")


@pytest.mark.parametrize("lang", LANGS)
def test_no_reader_meets_the_id_of_a_gap(sample: Library, lang: Lang) -> None:
    renderer = Renderer(sample, lang)
    pages = {
        record.key: renderer.record(record.kind, record.id) for record in sample.records.values()
    }
    pages |= {name: renderer.page(name) for name in PAGE_MACROS}
    assert "[client]" in sample.records["phrase/go-on"].best.text.vi  # type: ignore[attr-defined]  # a phrase
    assert not [name for name, page in pages.items() if "[client]" in page]


def test_a_page_of_many_records_folds_them(
    sample: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No link is lost, each group says how many it has, and questions are links alone."""
    names = [name for name in ("practices", *FOLDERS) if name in PAGE_MACROS and name != "paths"]
    few = {name: Renderer(sample, "vi").page(name) for name in names}
    monkeypatch.setitem(FIXED, "many", 0)
    renderer = Renderer(sample, "vi")
    for name in names:
        page = renderer.page(name)
        assert re.findall(r'<details class="pb-fold"><summary id=".*pb-count">[12]</span>', page), (
            name
        )
        assert "<h2" not in page
        if name != "questions":
            assert LINK.findall(page) == LINK.findall(few[name])
    assert "<form" in few["questions"]
    page = renderer.page("questions")
    assert "<form" not in page
    for question in sample.all(ScenarioQuestion):
        assert f'<li data-fold="{question.id}"><a class="pb-door" href="{question.id}/">' in page
