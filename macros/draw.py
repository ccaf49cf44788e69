"""Numbers -> inline SVG, in pure functions: pictures that a page's words also tell.

Colours are classes, given in assets/playbook.css: light, dark and print each have their own.
A picture is named by `label`, which says what it shows, or hidden from readers who hear the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape


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
    for number in range(total):
        radius, look = (5, "dot") if number == at else (3, "mute")
        shapes.append(dot(6 + 14 * number, 8, radius, look))
    return svg(total * 14 - 2, 16, shapes, "steps")


def balance(left: int, right: int, label: str) -> Markup:
    """Two sides on one level beam, with a weight for each principle they stand on.

    The page tilts it to where the reader stands.
    """
    beam = [line("M44 26H276", "beam")]
    for x, weights in ((44, left), (276, right)):
        beam.append(line(f"M{x} 26l-34 46M{x} 26l34 46", "way") + line(f"M{x - 38} 72h76", "beam"))
        beam += [box(x - weights * 9 + 18 * number + 1, 54, 16, 16) for number in range(weights)]
    tilted = f'<g class="pb-d-tilt">{"".join(beam)}</g>'
    shapes = [line("M160 26V112M124 112H196"), tilted, dot(160, 26, 7)]
    return svg(320, 118, shapes, "balance", label)
