"""How each kind of record is shown: the rows of kinds.yml, read once and checked whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from macros.model import KINDS

Tone = Literal["say", "do", "speak", "think", "tell", "weigh", "learn", "refer"]
Add = Literal["like-this", "new"]
TABLE = Path(__file__).with_name("kinds.yml")


@dataclass(frozen=True, kw_only=True)
class Look:
    """One row of kinds.yml, which says what each column means."""

    kind: str
    tone: Tone
    icon: str
    weight: float
    shelf: tuple[str, int] | None = None
    index: bool = False
    menu: bool = False
    related: bool = False
    sources: bool = False
    print: bool = False
    add: Add | None = None

    @property
    def classes(self) -> str:
        """The classes that dress a part of a page in the kind's colour."""
        return f"pb-{self.kind} pb-tone-{self.tone}"


def read_kinds(path: Path) -> dict[str, Look]:
    """The table -> a row for each kind. Raises ValueError for what is wrong with it."""
    rows = yaml.safe_load(path.read_text("utf-8"))
    if set(rows) != set(KINDS):
        raise ValueError(f"{path.name}: has other kinds: {', '.join(set(rows) ^ set(KINDS))}")
    return {kind: look(f"{path.name}: `{kind}`", kind, rows[kind] or {}) for kind in rows}


def look(where: str, kind: str, row: dict[str, Any]) -> Look:
    """One row of it."""
    for name, known in (("tone", get_args(Tone)), ("add", (*get_args(Add), None))):
        if row.get(name, known[-1]) not in known:
            raise ValueError(f"{where} has the {name} `{row[name]}`, which nothing knows")
    try:
        return Look(kind=kind, **row | {"shelf": tuple(row.get("shelf", ())) or None})
    except TypeError as error:  # a column too many or too few
        raise ValueError(f"{where}: {error}") from None


LOOKS = read_kinds(TABLE)


def shelves(page: str) -> list[Look]:
    """The kinds with a shelf on a page, in their order there."""
    placed_here = [look for look in LOOKS.values() if look.shelf and look.shelf[0] == page]
    return sorted(placed_here, key=lambda look: look.shelf or ("", 0))


def tones() -> list[Look]:
    """The first kind that wears each colour."""
    first: dict[str, Look] = {}
    for look in LOOKS.values():
        first.setdefault(look.tone, look)
    return list(first.values())
