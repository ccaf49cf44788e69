"""What the browser tests share: a page that is watched, and what axe says of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}


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


SETTLE = """() => Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .map((one) => one.finished.catch(() => {})))"""


def violations(page: Page) -> str:
    """What axe finds, once transitions are over: half way through, no colour is a chosen one."""
    page.evaluate(SETTLE)
    result = Axe().run(page).response["violations"]
    return "\n".join(
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:3]}"
        for one in result
    )


def clipboard(page: Page) -> str:
    """The text on the clipboard; a read that never ends fails one test, not the whole run."""
    return str(page.evaluate(CLIPBOARD)).replace("\r", "")


CLIPBOARD = """() => Promise.race([
  navigator.clipboard.readText(),
  new Promise((_, fail) => setTimeout(fail, 20000, "The clipboard was not read in 20 seconds.")),
])"""
