"""What the browser tests share: a page that is watched, and what axe says of it."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from macros.model import Lang

SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}

DENIED = (
    "Object.defineProperty(window, 'localStorage',"
    " {get() { throw new DOMException('no', 'SecurityError'); }})"
)
"""Run before a page's own scripts: a device that keeps nothing."""
FILL = """() => ["y".repeat(1e5), "y"].forEach((text) => {
  try { for (let n = 0;; n++) localStorage.setItem(`x${text.length}-${n}`, text); } catch {}
})"""
"""Leave no room for a single letter."""
ROOM = "localStorage.removeItem('x100000-0')"
"""Make room again, after that."""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""By how many pixels a page can be scrolled sideways."""


BROKEN = """addEventListener("securitypolicyviolation",
  ({ violatedDirective, sample }) =>
    (window.broken = [...(window.broken ?? []), `${violatedDirective} ${sample}`]))"""
"""Run before a page's own scripts: it notes what the page's policy forbids."""


def home(root: str, lang: Lang) -> str:
    """A language's own address."""
    return root + ("en/" if lang == "en" else "")


class Watched:
    """A page, and everything that went wrong on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on(
            "console", lambda said: self.errors.append(said.text) if said.type == "error" else None
        )
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "response",
            lambda answer: (
                self.errors.append(f"{answer.status} {answer.url}")
                if answer.status >= 400
                else None
            ),
        )
        page.on(
            "request",
            lambda asked: (
                self.errors.append(f"left for {asked.url}") if not self.ours(asked.url) else None
            ),
        )

    @staticmethod
    def ours(url: str) -> bool:
        return urlsplit(url).hostname == "127.0.0.1" or url.startswith(("data:", "blob:"))


SETTLE = """() => Promise.race([
  Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .filter((one) => one.effect.target.checkVisibility()) // what is folded away stands still
    .map((one) => one.finished.catch(() => {}))),
  new Promise((done) => setTimeout(done, 3000)), // on paper nothing ever moves to its end
])"""


SWEEP = bool(os.environ.get("PLAYBOOK_SWEEP"))
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "at 400 %": {},
    "on paper": {"media": "print"},
}
PLAIN: dict[str, Any] = {"color_scheme": "null", "forced_colors": "null", "media": "null"}
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""Part of WCAG 2.2 AA, and off unless it is asked for."""
CUT = """() => {
  const page = document.documentElement;
  const wide = [...document.querySelectorAll("main *, header *, dialog *")].filter((one) => {
    const look = getComputedStyle(one);
    return one.checkVisibility() && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1
      && look.overflowX !== "visible" && look.display !== "inline"
      && !one.matches("input, textarea");
  });
  return [...(page.scrollWidth > page.clientWidth ? [`${page.scrollWidth} px`] : []),
    ...wide.map((one) => one.className || one.localName)];
}"""
"""What is cut off, or scrolls in a second direction."""


def violations(page: Page) -> str:
    """What axe finds, once transitions are over: half way through, no colour is a chosen one.

    With PLAYBOOK_SWEEP in every look that a page may have.
    """
    found = {"as it is": looked(page)}
    size, focused = page.viewport_size, page.evaluate_handle("document.activeElement")
    for name, media in LOOKS.items() if SWEEP else ():
        page.emulate_media(**PLAIN | media)
        if name == "at 400 %":
            page.set_viewport_size({"width": 320, "height": 256})
        found[name] = "\n".join([looked(page), *(page.evaluate(CUT) if "400" in name else ())])
        if size:
            page.set_viewport_size(size)
    if SWEEP:
        page.emulate_media(**PLAIN)
        focused.evaluate("one => one.focus({ preventScroll: true })")  # paper takes it away
    lines = ((name, line) for name, said in found.items() for line in said.splitlines())
    return "\n".join(f"{name}: {line}" for name, line in lines if line)


def looked(page: Page) -> str:
    """What axe finds as the page stands."""
    page.evaluate(SETTLE)
    found = Axe().run(page, options=RULES).response["violations"]
    bad = [
        (one, [node["target"] for node in one["nodes"] if not under_a_menu(node)]) for one in found
    ]
    return "\n".join(f"{one['id']}: {one['help']}: {where[:3]}" for one, where in bad if where)


def under_a_menu(node: dict[str, Any]) -> bool:
    """Whether a target is only too small because a menu is open above it."""
    said = (check["data"] for check in node["any"] if check["id"] == "target-size")
    return any((data or {}).get("messageKey") == "partiallyObscured" for data in said)


def in_both_lights(page: Page) -> str:
    """What axe finds in light colours, and in dark ones."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += looked(page)
    page.emulate_media(color_scheme="light")
    return found


def clipboard(page: Page) -> str:
    """The text on the clipboard; a read that never ends fails one test, not the whole run."""
    return str(page.evaluate(CLIPBOARD)).replace("\r", "")


CLIPBOARD = """() => Promise.race([
  navigator.clipboard.readText(),
  new Promise((_, fail) => setTimeout(fail, 20000, "The clipboard was not read in 20 seconds.")),
])"""


def heaviest(site: Path) -> list[str]:
    """Of each kind of page the one with the most to read."""
    found: dict[tuple[str, int], tuple[int, str]] = {}
    for file in site.rglob("index.html"):
        path = file.relative_to(site).as_posix().removesuffix("index.html")
        kind = path.partition("/")[0], path.count("/")
        size = sent(file)
        if kind[0] != "en" and 'http-equiv="refresh"' not in file.read_text("utf-8"):
            found[kind] = max(found.get(kind, (0, "")), (size, path))
    return sorted(path for _, path in found.values())


STARTED = """() => Promise.all([...document.querySelectorAll("link[rel=modulepreload]")]
  .map(({ href }) => import(href)))"""
"""Ends once the page's scripts have started: a module is loaded once, however often asked for."""


def visit(page: Page, address: str) -> None:
    """Open a page, and wait until its scripts have started: before that, keys mean nothing."""
    page.goto(address)
    page.evaluate(STARTED)


class Scales:
    """A page that weighs others: what a browser asks for until each can be used."""

    def __init__(self, chromium: Browser, site: Path, address: str) -> None:
        self.site, self.address, self.asked = site, address, set[str]()
        self.page = chromium.new_page(viewport={"width": 360, "height": 740})
        self.page.add_init_script("window.requestIdleCallback = () => {}")
        self.page.on("request", lambda request: self.asked.add(urlsplit(request.url).path))

    def weigh(self, path: str) -> dict[str, int]:
        """What a page needs -> the size of each part as it is sent, in bytes.

        What comes later, when the browser is idle, and the style for paper are not waited for.
        """
        self.asked.clear()
        self.page.goto(self.address + path)
        self.page.evaluate(STARTED)  # on a busy machine the page is there before they have come
        names = {one.removeprefix(urlsplit(self.address).path) for one in self.asked}
        wanted = {one for one in names if not one.endswith(("print.css", ".svg"))}
        return {name: sent(self.site / name) for name in wanted}


def sent(path: Path) -> int:
    """The size of a file, or of a folder's page, as a server sends it, in bytes."""
    return len(gzip.compress((path / "index.html" if path.is_dir() else path).read_bytes()))
