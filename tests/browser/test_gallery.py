"""The gallery looks as it did: its styles on any machine, its pixels where fonts and browser agree.

No font is shipped, so letters differ between machines; each piece's computed styles do not, and are
always compared. After a wanted change run this file once with PLAYBOOK_RENEW=1, look at the
pictures, and commit them.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from browsing import SIZES, violations
from playwright.sync_api import Browser, Page

from macros.model import LANGS
from scripts.project import work

KEPT = Path(__file__).parent.parent / "gallery"
NOTES = KEPT / "kept.json"
RENEW = bool(os.environ.get("PLAYBOOK_RENEW"))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOOKS = list(itertools.product(SIZES, SCHEMES, LANGS))
TOLERATED = 0.001
"""Share of the pixels that may differ: edges of letters do, from one run to the next."""

PIECES = """async () => {
  const wanted = ["color", "background-color", "border-top", "border-left", "border-bottom",
    "border-radius", "outline", "font-size", "font-weight", "font-style", "line-height", "padding",
    "gap", "display", "text-decoration-line", "fill", "stroke", "stroke-width", "opacity"];
  const table = {};
  for (const piece of document.querySelectorAll("[data-piece]")) {
    const text = [piece, ...piece.querySelectorAll("*")].map((one) => {
      const looks = [null, "::before", "::after"].map((part) => getComputedStyle(one, part));
      const values = (look) => wanted.map((name) => look.getPropertyValue(name)).join(";");
      return one.tagName + looks.map(values).join("|");
    }).join("\\n");
    const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    const bytes = [...new Uint8Array(sum)].slice(0, 5);
    const digits = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
    table[piece.dataset.piece] = digits.join("");
  }
  return table;
}"""
MACHINE = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const widths = [400, 600, 700].map((weight) => {
    pen.font = `${weight} 40px ${getComputedStyle(document.querySelector(".pb")).fontFamily}`;
    return pen.measureText("Dạ, em nghe đây: ẩỗữợ Playbook 0123").width.toFixed(2);
  });
  return [navigator.userAgent.match(/Chrome\\/(\\d+)/)[1], navigator.platform, ...widths].join(" ");
}"""
DIFFER = """async ([one, two]) => {
  const [first, second] = await Promise.all([one, two].map(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  }));
  if (first.width !== second.width || first.height !== second.height) return 1;
  let count = 0;
  for (let at = 0; at < first.data.length; at += 4) {
    const apart = (part) => Math.abs(first.data[at + part] - second.data[at + part]);
    if ([0, 1, 2].some((part) => apart(part) > 24)) count++;
  }
  return count / (first.data.length / 4);
}"""


@pytest.fixture(params=LOOKS, ids="-".join)
def look(
    request: pytest.FixtureRequest, chromium: Browser, local: str
) -> Iterator[tuple[str, Page]]:
    size, scheme, lang = request.param
    context = chromium.new_context(
        viewport=SIZES[size],
        color_scheme=scheme,
        device_scale_factor=0.5,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(
        f"{local}{'en/' if lang == 'en' else ''}contribute/gallery/", wait_until="networkidle"
    )
    yield "-".join(request.param), page
    context.close()


def notes() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(NOTES.read_text("utf-8")) if NOTES.is_file() else {}
    return found


def picture(page: Page) -> bytes:
    return page.locator(".pb-gallery").screenshot(animations="disabled", type="jpeg", quality=50)


def differing(page: Page, one: bytes, two: bytes) -> float:
    share: float = page.evaluate(DIFFER, [base64.b64encode(image).decode() for image in (one, two)])
    return share


def test_each_piece_has_the_style_it_had_and_is_for_everybody(look: tuple[str, Page]) -> None:
    name, page = look
    now = page.evaluate(PIECES)
    assert len(now) > 40
    if RENEW:
        KEPT.mkdir(exist_ok=True)
        (KEPT / f"{name}.jpg").write_bytes(picture(page))
        NOTES.write_text(
            json.dumps(
                notes() | {"machine": page.evaluate(MACHINE), name: now}, indent=1, sort_keys=True
            )
            + "\n",
            "utf-8",
        )
    then = notes()[name]
    assert set(now) == set(then), "a piece came or went: renew the pictures"
    assert not [piece for piece in now if now[piece] != then[piece]], (
        "these pieces look different: renew the pictures if that is wanted"
    )
    assert not violations(page)


def test_the_pixels_are_those_of_the_kept_picture(look: tuple[str, Page]) -> None:
    name, page = look
    if (machine := page.evaluate(MACHINE)) != notes()["machine"]:
        pytest.skip(
            "the pictures were taken with other fonts or another browser"
            f" ({notes()['machine']}; here {machine})"
        )
    now = picture(page)
    share = differing(page, (KEPT / f"{name}.jpg").read_bytes(), now)
    if share > TOLERATED:
        (work() / "gallery").mkdir(parents=True, exist_ok=True)
        (work() / "gallery" / f"{name}.jpg").write_bytes(now)
    assert share <= TOLERATED, (
        f"{share:.2%} of the pixels changed:"
        f" compare tests/gallery/{name}.jpg with .work/gallery/{name}.jpg"
    )


def test_a_change_of_one_rule_is_seen(chromium: Browser, local: str) -> None:
    page = chromium.new_page(viewport=SIZES["desk"], device_scale_factor=0.5, bypass_csp=True)
    page.goto(local + "contribute/gallery/", wait_until="networkidle")
    before, styles = picture(page), page.evaluate(PIECES)
    assert differing(page, before, picture(page)) <= TOLERATED
    page.add_style_tag(content=".md-typeset .pb-door { padding: 12px 30px; }")
    changed = page.evaluate(PIECES)
    assert {piece for piece in styles if styles[piece] != changed[piece]} == {
        "door",
        "door in focus",
    }
    assert differing(page, before, picture(page)) > TOLERATED
    page.close()
