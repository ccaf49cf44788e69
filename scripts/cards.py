"""`cards`: a social card for each kind of page: its sign in its colour, as PNG, drawn here without any library.

The title beside it comes from the page's own words (`og:title`): drawing Vietnamese letters would need a font file.
"""

from __future__ import annotations

import argparse
import itertools
import math
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from macros.model import KINDS
from scripts.setup import ROOT

OUT = ROOT / "macros/theme/assets/cards"
ICONS = ROOT / "macros/templates/_icons.jinja"
STYLE = ROOT / "macros/theme/assets/playbook.css"
WIDTH, HEIGHT = 1200, 630
SHADES = 16
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
                middle, radius = ((old[0] + x) / 2, (old[1] + y) / 2), math.hypot(x - old[0], y - old[1]) / 2
                turn = math.atan2(old[1] - middle[1], old[0] - middle[0])
                angles = [turn + (math.pi if sweep else -math.pi) * n / 16 for n in range(17)]
                arc = [(middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)) for angle in angles]
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
    return sum(weight * curve[n][axis] * t**n * (1 - t) ** (3 - n) for n, weight in enumerate((1, 3, 3, 1)))


def draw(shape: str, ground: str) -> bytes:
    """An icon's path and a colour -> a PNG with the icon in white on that ground."""
    shades = [bytearray(WIDTH) for _ in range(HEIGHT)]
    scale, width = 17.0, 15.0
    left, top = (WIDTH - 24 * scale) / 2, (HEIGHT - 24 * scale) / 2
    for one, two in strokes(shape):
        (ax, ay), (bx, by) = ((left + x * scale, top + y * scale) for x, y in (one, two))
        length = (bx - ax) ** 2 + (by - ay) ** 2
        for y in range(int(min(ay, by) - width), int(max(ay, by) + width) + 1):
            for x in range(int(min(ax, bx) - width), int(max(ax, bx) + width) + 1):
                along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) if length else 0.0
                far = math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))
                shade = int(max(0.0, min(1.0, width + 0.5 - far)) * (SHADES - 1))
                shades[y][x] = max(shades[y][x], shade)
    red, green, blue = (int(ground[n : n + 2], 16) for n in (1, 3, 5))
    colours = bytes(round(part + (255 - part) * n / (SHADES - 1)) for n in range(SHADES) for part in (red, green, blue))
    rows = b"".join(b"\0" + bytes(row) for row in shades)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"PLTE", colours) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    )


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def cards() -> dict[str, tuple[str, str]]:
    """Name -> (icon's path, ground), from the icons and colours that the pages use."""
    shapes = dict(re.findall(r"'(\w+)': '([^']+)'", ICONS.read_text("utf-8")))
    grounds = dict(reversed(re.findall(r"--pb-(\w+): (#[0-9a-f]{6});", STYLE.read_text("utf-8"))))
    colour = {"practice": "path", "question": "path", "glossary": "source", "finder": "situation", "home": "brand"}
    return {
        kind: (shapes[{"finder": "situation", "home": "mark"}.get(kind, kind)], grounds[colour.get(kind, kind)])
        for kind in [*KINDS, "home"]
    }


def main(argv: list[str]) -> int:
    """`cards`: writes macros/theme/assets/cards/. The first value of a colour token, the light scheme's, is the card's ground."""
    argparse.ArgumentParser(prog="python3 -m scripts cards", description=__doc__).parse_args(argv)
    OUT.mkdir(exist_ok=True)
    for name, (shape, ground) in cards().items():
        Path(OUT / f"{name}.png").write_bytes(draw(shape, ground))
    print(f"{len(cards())} cards are in {OUT.relative_to(ROOT)}.")
    return 0
