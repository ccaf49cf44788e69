"""A browser for the tests and for paper: one that is installed, or one that can be."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, BrowserType, Error, Playwright

from scripts.project import Stop

VARIABLE = "PLAYBOOK_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
CHANNELS = ("chrome", "msedge")
"""Where Playwright knows to look, on every system."""
# The last four keep the browser from calling home: a closed network answers with errors.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def root() -> bool:
    """Whether root asks, whom a browser's sandbox refuses."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def choices() -> Iterator[dict[str, Any]]:
    """Browsers of Chromium's family as Playwright starts them, the likeliest first."""
    named = (os.environ.get(VARIABLE), *map(shutil.which, NAMES))
    yield from ({"executable_path": path} for path in named if path)
    yield from ({"channel": channel} for channel in CHANNELS)
    yield {}  # Playwright's own


def start(chromium: BrowserType, **options: Any) -> Browser | None:
    """The first browser that works: Ubuntu's `chromium-browser` may be a note to install one."""
    flags = [*FLAGS, "--no-sandbox"] if root() else list(FLAGS)
    for choice in choices():
        with contextlib.suppress(Error):
            return chromium.launch(args=flags, **choice, **options)
    return None


def installers() -> Iterator[list[str]]:
    """Commands that may bring one, in the order in which they are tried."""
    if shutil.which("apt-get") and root():
        yield ["apt-get", "update", "-q"]
        yield ["apt-get", "install", "-qy", "--no-install-recommends", "chromium"]
    yield [sys.executable, "-m", "playwright", "install", "chromium"]


def launch(playwright: Playwright) -> Browser:
    """A browser, installed when there is none. Raises Stop when none is to be had."""
    started = start(playwright.chromium)
    for command in installers() if not started else ():
        print(f"No browser found; trying `{' '.join(command)}` ...", flush=True)
        subprocess.run(command, capture_output=True)
        if started := start(playwright.chromium):
            break
    if not started:
        raise Stop(
            "No browser was found and none could be installed:"
            " install Chromium, Chrome or Edge and start again."
        )
    return started
