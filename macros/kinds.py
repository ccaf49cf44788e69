"""How each kind of record is shown: the rows of kinds.yml, read once and checked whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
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


COLUMNS = {column.name for column in fields(Look)} - {"kind"}
NEEDED = {column.name for column in fields(Look) if column.default is MISSING} - {"kind"}


def read_kinds(path: Path) -> dict[str, Look]:
    """The table -> a row for each kind. Raises ValueError with everything that is wrong with it."""
    rows = yaml.safe_load(path.read_text("utf-8"))
    faults = [f"`{kind}` has no row" for kind in KINDS if kind not in rows]
    faults += [f"`{kind}` is no kind of record" for kind in rows if kind not in KINDS]
    faults += [f"`{kind}` {fault}" for kind, row in rows.items() for fault in wrong(row)]
    if faults:
        raise ValueError(f"{path.name}: {'; '.join(faults)}")
    return {kind: Look(kind=kind, **row | placed(row)) for kind, row in rows.items()}


def wrong(row: Any) -> list[str]:
    """What is wrong with one row."""
    if not isinstance(row, dict):
        return ["has an empty row"]
    faults = [f"lacks `{name}`" for name in sorted(NEEDED) if row.get(name) in (None, "")]
    faults += [f"has `{name}`, which is no column" for name in row if name not in COLUMNS]
    for name, known in (("tone", get_args(Tone)), ("add", (*get_args(Add), None))):
        if name in row and row[name] not in known:
            faults.append(f"has the {name} `{row[name]}`, which nothing knows")
    return faults


def placed(row: Mapping[str, Any]) -> dict[str, Any]:
    """The shelf of a row, as the pair that it is."""
    return {"shelf": tuple(row["shelf"])} if row.get("shelf") else {}


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
