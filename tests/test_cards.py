"""The social cards are those that the icons and colours give."""

from __future__ import annotations

import zlib

from scripts import cards


def pixels(data: bytes) -> tuple[bytes, bytes]:
    """The palette and the rows: compressed bytes differ between versions of zlib."""
    at = data.index(b"IDAT")
    size = int.from_bytes(data[at - 4 : at])
    return data[: at - 4], zlib.decompress(data[at + 4 : at + 4 + size])


def test_each_kind_has_its_card_and_no_other_is_kept() -> None:
    wanted = cards.cards()
    assert {path.stem for path in cards.OUT.glob("*.png")} == set(wanted)
    assert len({ground for _, ground in wanted.values()}) >= 8


def test_a_card_is_drawn_from_todays_icons_and_colours() -> None:
    for name, (shape, ground) in cards.cards().items():
        kept = (cards.OUT / f"{name}.png").read_bytes()
        assert pixels(kept) == pixels(cards.draw(shape, ground)), f"{name}: run `python3 -m scripts cards`"
        assert len(kept) < 8000
    assert pixels(kept) != pixels(cards.draw(shape, "#123456"))
