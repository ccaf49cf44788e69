"""Each page has its social card, drawn from its own title, today's icons and today's colours.

After a wanted change run this file once with PLAYBOOK_RENEW=1, look at the pictures in tests/golden/cards, and commit them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import tree, write
from PIL import Image, ImageChops, ImageStat

from macros.model import KINDS
from scripts import cards

HEAD = '<meta property="og:title" content="{title}">\n<meta property="og:image" content="https://x.example/{lang}assets/cards/{card}.png">'
KEPT = Path(__file__).parent / "golden/cards"
TOLERATED = 0.05
"""Of 255, in the mean: edges of letters may differ a little where FreeType does."""
LONG = "Khách để mình chờ mãi, hoặc coi mình như người hầu, rồi lại đòi thêm một điều nữa, và cứ thế hết lần này sang lần khác mà không dứt, dù đã nói"


def test_every_kind_has_a_sign_and_a_colour_of_its_own() -> None:
    assert set(cards.looks()) == {*KINDS, "home"}
    assert len({ground for _, ground in cards.looks().values()}) >= 8
    assert all(drawn.getextrema() == (0, 255) for drawn, _ in cards.looks().values())


def drawn() -> dict[str, Image.Image]:
    """Every sign beside the others, a card in each language, and one whose name is its title."""
    signs = [drawn for drawn, _ in cards.looks().values()]
    sheet = Image.new("L", (cards.SIGN * len(signs), cards.SIGN))
    for number, sign in enumerate(signs):
        sheet.paste(sign, (number * cards.SIGN, 0))
    return {
        "signs": sheet,
        "case-vi": cards.draw(
            "case", "Cuộc gọi sau hơn một năm", "Chuyện thật", "Cẩm nang khách hàng"
        ),
        "situation-en": cards.draw(
            "situation",
            "A client keeps you waiting, or treats you as a servant",
            "Situation",
            "Client Playbook",
        ),
        "long": cards.draw("phrase", LONG, "Câu nói mẫu", LONG),
    }


@pytest.mark.parametrize("name", drawn())
def test_a_card_looks_as_it_did(name: str) -> None:
    kept = KEPT / f"{name}.png"
    image = drawn()[name]
    if os.environ.get("PLAYBOOK_RENEW"):
        image.save(kept, optimize=True)
    with Image.open(kept) as before:
        off = ImageStat.Stat(
            ImageChops.difference(image.convert("RGB"), before.convert("RGB"))
        ).mean
    assert max(off) < TOLERATED


@pytest.mark.parametrize("title", ["A", "Cuộc gọi sau hơn một năm", LONG, "x" * 90])
def test_a_title_keeps_its_place(title: str) -> None:
    font, lines = cards.wrapped(title)
    assert len(lines) * font.size * cards.LEADING <= cards.HEIGHT
    assert all(font.getlength(line) <= cards.SIZE[0] - cards.EDGE for line in lines if " " in line)
    assert " ".join(lines).removesuffix(" …") == title[: len(" ".join(lines).removesuffix(" …"))]


def test_lines_are_about_equally_long() -> None:
    _, lines = cards.wrapped("Cuộc gọi sau hơn một năm")
    assert lines == ["Cuộc gọi sau", "hơn một năm"]


def test_every_vietnamese_letter_is_in_the_font() -> None:
    missing = (
        cards.letters(40).getmask("\uffff").getbbox(),
        bytes(cards.letters(40).getmask("\uffff")),
    )
    marks = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵđăâêôơư“”‘’–—…"
    for letter in marks + marks.upper():
        mask = cards.letters(40).getmask(letter)
        assert (mask.getbbox(), bytes(mask)) != missing, letter


def test_pages_get_the_cards_they_name_and_the_same_bytes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "WORK", tmp_path / "work")
    pages = {
        "index.html": HEAD.format(title="Chuyện gì?", lang="", card="home/home"),
        "en/cases/a/index.html": HEAD.format(
            title="One &amp; two", lang="en/", card="case/cases-a"
        ),
        "moved.html": "<p>No card</p>",
    }
    for name in ("one", "two"):
        write(tmp_path / name, pages)
        assert cards.add(tmp_path / name) == 2
    drawn = {name: data for name, data in tree(tmp_path / "one").items() if name.endswith(".png")}
    assert set(drawn) == {"assets/cards/home/home.png", "en/assets/cards/case/cases-a.png"}
    assert drawn == {
        name: data for name, data in tree(tmp_path / "two").items() if name.endswith(".png")
    }
    with Image.open(tmp_path / "one/en/assets/cards/case/cases-a.png") as card:
        assert card.size == cards.SIZE
    assert max(map(len, drawn.values())) < 20_000
    write(
        tmp_path / "two",
        {"index.html": HEAD.format(title="Chuyện khác", lang="", card="home/home")},
    )
    cards.add(tmp_path / "two")
    assert (tmp_path / "two/assets/cards/home/home.png").read_bytes() != drawn[
        "assets/cards/home/home.png"
    ]
