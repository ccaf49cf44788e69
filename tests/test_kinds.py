"""The table of kinds: complete, and wrong in one sentence rather than in a traceback later.

And every list that names fields by a word names those that there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from macros import related
from macros.graph.hashes import UNSEEN
from macros.graph.library import WORDS_AROUND
from macros.kinds import LOOKS, TABLE, read_kinds, shelves, tones
from macros.model import KINDS, PAGE_MACROS, Cite
from macros.read.shapes import GROUNDS, NAMED, shapes_of
from macros.rules.advice import UNCOUNTED
from macros.rules.work import NEEDED, WORDED
from macros.search.entries import APART
from macros.write.blank import OFFERED, SET
from macros.write.markdown import FIRST
from scripts.project import ROOT

ROWS = yaml.safe_load(TABLE.read_text("utf-8"))


def without(kind: str, column: str) -> dict[str, object]:
    return {**ROWS, kind: {name: cell for name, cell in ROWS[kind].items() if name != column}}


FAULTS: list[tuple[object, str]] = [
    ({kind: row for kind, row in ROWS.items() if kind != "case"}, "has other kinds: case"),
    ({**ROWS, "memo": ROWS["case"]}, "has other kinds: memo"),
    ({**ROWS, "case": None}, "`case`: .*missing 3 required"),
    (without("case", "icon"), "`case`: .*missing.*'icon'"),
    ({**ROWS, "case": ROWS["case"] | {"colour": "red"}}, "`case`: .*unexpected.*'colour'"),
    ({**ROWS, "case": ROWS["case"] | {"tone": "red"}}, "`case` has the tone `red`"),
    ({**ROWS, "case": ROWS["case"] | {"add": "many"}}, "`case` has the add `many`"),
]


def test_a_fault_in_the_table_is_said(tmp_path: Path) -> None:
    table = tmp_path / "kinds.yml"
    for rows, said in FAULTS:
        table.write_text(yaml.safe_dump(rows, allow_unicode=True), "utf-8")
        with pytest.raises(ValueError, match=f"^kinds.yml: {said}"):
            read_kinds(table)


def test_every_kind_has_one_row_and_every_shelf_a_page() -> None:
    assert set(LOOKS) == set(KINDS)
    pages = {look.shelf[0] for look in LOOKS.values() if look.shelf}
    assert pages <= set(PAGE_MACROS)
    assert sum(len(shelves(page)) for page in pages) == sum(
        look.shelf is not None for look in LOOKS.values()
    )


def test_every_tone_has_its_colour() -> None:
    assets = ROOT / "macros/theme/assets"
    frame, paper, parts = (
        (assets / f"{name}.css").read_text("utf-8") for name in ("frame", "print", "playbook")
    )
    for look in tones():
        assert f".pb-tone-{look.tone} {{ --pb-kind-ink: var(--pb-{look.tone}); }}" in parts
        colours = rf"--pb-{look.tone}: (?:light-dark\(#[0-9a-f]+, #[0-9a-f]+\)|#[0-9a-f]+);"
        assert [len(re.findall(colours, sheet)) for sheet in (frame, paper)] == [1, 1]


def test_nothing_else_lists_kinds() -> None:
    """Two names side by side are a list, and the table should be asked in its place."""
    kind = rf"[\"'](?:{'|'.join(KINDS)})[\"']"
    for path in (*(ROOT / "macros/templates").iterdir(), *(ROOT / "macros").glob("*.py")):
        assert not re.search(rf"(?<!\w)[\[(]{kind}, {kind}", path.read_text("utf-8")), path


def classes(cls: type) -> Iterator[type]:
    """A class of records or entries, and those of the entries in it."""
    yield cls
    for shape in shapes_of(cls).values():
        if shape.entry:
            yield from classes(shape.entry)


def test_whatever_names_a_field_names_one_that_there_is() -> None:
    every = {item.name for kind in KINDS.values() for cls in classes(kind) for item in fields(cls)}
    every |= {item.name for item in fields(Cite)}
    for names in (
        (*WORDS_AROUND, *related.LEADS, *UNSEEN, *UNCOUNTED, *NAMED),
        (*APART, *FIRST, *GROUNDS, *NEEDED, *WORDED),
    ):
        assert set(names) <= every
    for cls, given in (*OFFERED.items(), *SET.items()):
        assert set(given) <= {item.name for item in fields(cls)}
    for link in (*related.ABOVE, *related.BESIDE):
        kind, _, name = link.partition(".")
        assert not name or name in {item.name for item in fields(KINDS[kind])}, link
