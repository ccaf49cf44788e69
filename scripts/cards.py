"""The social card of each page of a built site: what a shared link shows. Its kind's sign and colour, and its title.

Pillow draws the letters from the one font in scripts/font, so that a card is the same on every machine; no page sends that font.
"""

from __future__ import annotations

import functools
import hashlib
import html
import itertools
import math
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from macros.kinds import LOOKS
from macros.read.words import read_words
from macros.model import KINDS
from scripts.setup import ROOT, WORK

FONT = ROOT / "scripts/font/be-vietnam-pro-semibold.ttf"
ICONS = ROOT / "macros/templates/_icons.jinja"
STYLE = ROOT / "macros/theme/assets/playbook.css"
WORDS = ROOT / "macros/interface.yml"
SIZE = (1200, 630)
EDGE = 84
TITLE = (84, 76, 68, 60, 52)
"""Heights of the title's letters in pixels: the first that gives few enough lines is taken."""
WIDTH, HEIGHT = SIZE[0] - 2 * EDGE, 300
"""Pixels that the title may fill."""
TOP = 204
LEADING = 1.3
SHADES = 32
STROKE = 1.7
"""Of an icon's line, in the icons' own units of 24 to the side."""
SIGN = 104
CARD = re.compile(r'<meta property="og:image" content="[^"]*/(assets/cards/([a-z]+)/[^"]*)">')
NAMED = re.compile(r'<meta property="og:title" content="([^"]*)">')
Point = tuple[float, float]


def strokes(path: str) -> Iterator[tuple[Point, Point]]:
    """An SVG path -> its segments; curves become short ones. Arcs may be half circles or nearly so: the icons have no others."""
    tokens = re.findall(r"[a-zA-Z]|-?\d*\.?\d+", path)
    x = y = 0.0
    start, command, at = (0.0, 0.0), "", 0

    def take(count: int) -> list[float]:
        nonlocal at
        found = [float(token) for token in tokens[at : at + count]]
        at += count
        return found

    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        base, old = (x if command.islower() else 0.0, y if command.islower() else 0.0), (x, y)
        match command.lower():
            case "z":
                x, y = start
            case "h":
                x = base[0] + take(1)[0]
            case "v":
                y = base[1] + take(1)[0]
            case "c":
                points = take(6)
                curve = [old, *((base[0] + points[n], base[1] + points[n + 1]) for n in (0, 2, 4))]
                x, y = curve[3]
                steps = [(bend(curve, n / 8, 0), bend(curve, n / 8, 1)) for n in range(9)]
                yield from itertools.pairwise(steps)
                continue
            case "a":
                _, _, _, large, sweep, dx, dy = take(7)
                x, y = base[0] + dx, base[1] + dy
                if not (large or math.hypot(dx, dy) > 0.1):
                    continue
                middle, radius = (
                    ((old[0] + x) / 2, (old[1] + y) / 2),
                    math.hypot(x - old[0], y - old[1]) / 2,
                )
                turn = math.atan2(old[1] - middle[1], old[0] - middle[0])
                angles = [turn + (math.pi if sweep else -math.pi) * n / 16 for n in range(17)]
                arc = [
                    (middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle))
                    for angle in angles
                ]
                yield from itertools.pairwise(arc)
                continue
            case _:
                dx, dy = take(2)
                x, y = base[0] + dx, base[1] + dy
                if command in "Mm":
                    start, command = (x, y), "l" if command == "m" else "L"
                    continue
        yield old, (x, y)


def bend(curve: list[Point], t: float, axis: int) -> float:
    """A place on a Bézier curve."""
    return sum(
        weight * curve[n][axis] * t**n * (1 - t) ** (3 - n) for n, weight in enumerate((1, 3, 3, 1))
    )


@functools.cache
def looks() -> dict[str, tuple[Image.Image, str]]:
    """Kind -> its sign, white on black, and its ground: the light scheme's colour, which a style sheet's first value is."""
    shapes = dict(re.findall(r"'(\w+)': '([^']+)'", ICONS.read_text("utf-8")))
    grounds = dict(reversed(re.findall(r"--pb-(\w+): (#[0-9a-f]{6});", STYLE.read_text("utf-8"))))
    own = {kind: (sign(LOOKS[kind].icon), grounds[LOOKS[kind].tone]) for kind in KINDS}
    return own | {"home": (sign(shapes["mark"]), grounds["brand"])}


def sign(shape: str) -> Image.Image:
    """An icon's path -> its lines, drawn four times as large and made smaller, so that their edges are smooth."""
    scale = 4 * SIGN / 24
    image = Image.new("L", (4 * SIGN, 4 * SIGN))
    pen = ImageDraw.Draw(image)
    for one, two in strokes(shape):
        ends = [(x * scale, y * scale) for x, y in (one, two)]
        pen.line(ends, fill=255, width=round(STROKE * scale))
        for x, y in ends:
            half = STROKE * scale / 2
            pen.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return image.resize((SIGN, SIGN), Image.Resampling.LANCZOS)


@functools.cache
def letters(size: int) -> ImageFont.FreeTypeFont:
    """The font, `size` pixels high."""
    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)


def wrapped(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """A title -> the largest letters that fit, and its lines, about equally long; what is too long even for the smallest ends in dots."""
    for size in TITLE:
        font = letters(size)
        most = int(HEIGHT / (size * LEADING))
        lines = broken(title, font, WIDTH)
        if len(lines) <= most:
            widths = range(WIDTH // 3, WIDTH, 20)
            return font, next(
                (
                    found
                    for width in widths
                    if len(found := broken(title, font, width)) == len(lines)
                ),
                lines,
            )
    return font, [*lines[: most - 1], f"{lines[most - 1]} …"]


def broken(title: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """A title -> its lines, none wider than `width` pixels unless one word is."""
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def draw(kind: str, title: str, label: str, name: str) -> Image.Image:
    """A page's kind, title, its kind in words and the playbook's name -> its card."""
    drawn, ground = looks()[kind]
    image = Image.new("L", SIZE)
    image.paste(drawn, (EDGE - 6, EDGE - 20))
    pen = ImageDraw.Draw(image)
    pen.text(
        (EDGE + SIGN + 18, EDGE - 20 + SIGN / 2), label, fill=225, font=letters(42), anchor="lm"
    )
    font, lines = wrapped(title)
    for number, line in enumerate(lines):
        pen.text((EDGE, TOP + number * font.size * LEADING), line, fill=255, font=font)
    if name != title:
        pen.text((EDGE, SIZE[1] - 56), name, fill=200, font=letters(34), anchor="ls")
    shades = image.point([value * SHADES // 256 for value in range(256)])
    parts = [int(ground[at : at + 2], 16) for at in (1, 3, 5)]
    shades.putpalette(
        [
            round(part + (255 - part) * shade / (SHADES - 1))
            for shade in range(SHADES)
            for part in parts
        ]
    )
    return shades


def add(site: Path) -> int:
    """Draw the card that each page of a built site names -> how many. What was drawn before is copied: most titles stay."""
    words = read_words(WORDS)
    kept = WORK / "cards"
    kept.mkdir(parents=True, exist_ok=True)
    made = hashlib.sha256(
        b"".join(path.read_bytes() for path in (Path(__file__), FONT, ICONS, STYLE))
    ).hexdigest()
    count = 0
    for page in sorted(site.rglob("*.html")):
        text = page.read_text("utf-8")
        named, titled = CARD.search(text), NAMED.search(text)
        if not named or not titled:
            continue
        english = page.relative_to(site).parts[0] == "en"
        kind, title = named[2], html.unescape(titled[1])
        label = words[f"kind.{kind}"] if f"kind.{kind}" in words else words["site.name"]
        said = [text.en if english else text.vi for text in (label, words["site.name"])]
        old = (
            kept
            / f"{hashlib.sha256(repr((made, kind, title, *said)).encode()).hexdigest()[:24]}.png"
        )
        if not old.is_file():
            draw(kind, title, *said).save(old, optimize=True)
        new = site / ("en" if english else "") / named[1]
        new.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(old, new)
        count += 1
    return count
