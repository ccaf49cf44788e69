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

from scripts import project
from scripts.project import Stop

VARIABLE = "PLAYBOOK_BROWSER"
LIGHT = "chromium-headless-shell"
"""Debian's: a browser without windows, in which tests take half the time."""
FULL = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
CHANNELS = ("chrome", "msedge", "chromium")
"""Where Playwright knows to look, on every system; the last is its own."""
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


def choices(*, is_full: bool) -> Iterator[dict[str, Any]]:
    """Browsers of Chromium's family as Playwright starts them, the likeliest first."""
    named = [os.environ.get(VARIABLE)]
    light = [{"executable_path": path} for path in (*named, shutil.which(LIGHT)) if path]
    full = [{"executable_path": path} for path in map(shutil.which, FULL) if path]
    full += [{"channel": channel} for channel in CHANNELS]
    yield from (*full, *light) if is_full else (*light, {}, *full)


def start(chromium: BrowserType, *, is_full: bool = False, **options: Any) -> Browser | None:
    """The first browser that works: Ubuntu's `chromium-browser` may be a note to install one."""
    flags = [*FLAGS, "--no-sandbox"] if root() else list(FLAGS)
    for choice in choices(is_full=is_full):
        with contextlib.suppress(Error):
            return chromium.launch(args=flags, **choice, **options)
    return None


def apt() -> Iterator[list[str]]:
    """Commands by which root can have both kinds, where there is apt."""
    if shutil.which("apt-get") and root():
        bring = ["apt-get", "install", "-qy", "--no-install-recommends", "chromium", LIGHT]
        yield from (bring, ["apt-get", "update", "-q"], bring)


def lighten() -> None:
    """Have apt bring the light one; where that cannot be, what is there will do."""
    for command in apt() if VARIABLE not in os.environ else ():
        if shutil.which(LIGHT):
            return
        print(f"$ {' '.join(command)}", flush=True)
        subprocess.run(command, capture_output=True)


def launch(playwright: Playwright) -> Browser:
    """A browser, installed when there is none. Raises Stop when none is to be had."""
    with project.alone("browser"):
        started = start(playwright.chromium)
        own = [sys.executable, "-m", "playwright", "install", "chromium"]
        for command in (*apt(), own) if not started else ():
            print(f"No browser found; trying `{' '.join(command)}` ...", flush=True)
            subprocess.run(command, capture_output=True)
            if started := start(playwright.chromium):
                return started
    if not started:
        raise Stop(
            "No browser was found and none could be installed:"
            " install Chromium, Chrome or Edge and start again."
        )
    return started
