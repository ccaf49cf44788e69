"""Numbers -> inline SVG, in pure functions: pictures that a page's words also tell.

Colours are classes, given in assets/playbook.css: light, dark and print each have their own.
A picture is named by `label`, which says what it shows, or hidden from readers who hear the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

STEP = 26
"""Room for one station on a line, in the picture's own units."""


def svg(width: float, height: float, shapes: Sequence[str], name: str, label: str = "") -> Markup:
    """Shapes -> a picture that scales to its place."""
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    look = f'class="pb-draw pb-draw-{name}" {size} {said} focusable="false"'
    return Markup(f"<svg {look}>{''.join(shapes)}</svg>")  # noqa: S704  numbers, and names of ours


def line(path: str, look: str = "line") -> str:
    """An open stroke."""
    return f'<path class="pb-d-{look}" d="{path}"/>'


def dot(x: float, y: float, radius: float, look: str = "dot") -> str:
    """A filled circle."""
    return f'<circle class="pb-d-{look}" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'


def box(x: float, y: float, width: float, height: float, look: str = "dot") -> str:
    """A filled rectangle."""
    size = f'width="{width:g}" height="{height:g}"'
    return f'<rect class="pb-d-{look}" x="{x:g}" y="{y:g}" {size} rx="2"/>'


def steps(at: int, total: int) -> Markup:
    """A line of `total` stations: the one at which one stands, counted from 0, is filled."""
    shapes = [line(f"M6 8H{total * 14 - 8}")]
    shapes += [
        dot(6 + 14 * number, 8, 5, "dot") if number == at else dot(6 + 14 * number, 8, 3, "mute")
        for number in range(total)
    ]
    return svg(total * 14 - 2, 16, shapes, "steps")


def story(before: int, options: int, after: int, label: str) -> Markup:
    """A case on one line: what happened, the choice with its ways, and what came after it.

    Which way was taken stays open.
    """
    middle = 10 + 12 * (options - 1)
    fork = 14 + STEP * before
    join = fork + 104
    shapes = [line(f"M10 {middle}H{fork}"), line(f"M{join} {middle}H{join + STEP * after}")]
    for number in range(options):
        y = 10 + 24 * number
        shapes.append(
            line(
                f"M{fork} {middle}C{fork + 30} {middle} {fork + 22} {y:g} {fork + 52} {y:g}", "way"
            )
        )
        shapes.append(
            line(
                f"M{fork + 52} {y:g}C{fork + 82} {y:g} {join - 30} {middle} {join} {middle}", "way"
            )
            + dot(fork + 52, y, 6, "mute")
        )
    shapes += [dot(10 + STEP * number, middle, 6, "stop") for number in range(before)]
    shapes.append(f'<path class="pb-d-dot" d="M{fork} {middle - 11}l11 11l-11 11l-11 -11z"/>')
    shapes += [dot(join + 8 + STEP * number, middle, 6, "stop") for number in range(after)]
    return svg(join + STEP * after, 2 * middle, shapes, "story", label)


def balance(left: int, right: int, label: str) -> Markup:
    """Two sides on one level beam, with a weight for each principle they stand on.

    The page tilts it to where the reader stands.
    """
    beam = [line("M44 26H276", "beam")]
    for x, weights in ((44, left), (276, right)):
        beam.append(line(f"M{x} 26l-34 46M{x} 26l34 46", "way") + line(f"M{x - 38} 72h76", "beam"))
        beam += [box(x - weights * 9 + 18 * number + 1, 54, 16, 16) for number in range(weights)]
    shapes = [
        line("M160 26V112M124 112H196"),
        f'<g class="pb-d-tilt">{"".join(beam)}</g>',
        dot(160, 26, 7),
    ]
    return svg(320, 118, shapes, "balance", label)


def share(count: int, most: int) -> Markup:
    """A number as a dot whose area grows with it."""
    return svg(
        24,
        24,
        [dot(12, 12, 3 + 7 * (count / most) ** 0.5)] if count else [dot(12, 12, 1.5, "mute")],
        "share",
    )


def bars(values: Sequence[tuple[int, str]], most: int, label: str) -> Markup:
    """A bar a passage: as high as the pages it went to are many, its look the state it is in."""
    shapes = [line(f"M0 46H{len(values) * 20}")]
    for number, (count, state) in enumerate(values):
        height = 4 + 38 * min(1, count / most)
        look = "dot" if state == "used" else "hollow"
        shapes.append(box(20 * number + 3, 45 - height, 14, height, look))
        if state == "left-out":
            shapes.append(line(f"M{20 * number + 5} 30l10 10m0 -10l-10 10", "way"))
        x = f'x="{20 * number + 10}" y="60"'
        shapes.append(f'<text class="pb-d-text" {x} text-anchor="middle">{number + 1}</text>')
    return svg(len(values) * 20, 64, shapes, "bars", label)
