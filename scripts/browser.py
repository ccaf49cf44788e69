"""A browser for the tests: one that is installed, or one that can be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.project import Stop

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
MAC = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)

# The last four keep the browser from calling home: a closed network answers with errors.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def flags() -> list[str]:
    """How to start it; its sandbox refuses root."""
    return [*FLAGS, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [*FLAGS]


def candidates() -> Iterator[Path]:
    """Where browsers of Chromium's family are found, the likeliest first."""
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    yield from (Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in MAC)
    for root in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData"):
        yield from (Path(os.environ[root], name) for name in WINDOWS if root in os.environ)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield Path(playwright.chromium.executable_path)


def works(path: Path) -> bool:
    """Whether it is a browser: Ubuntu's `chromium-browser` may be a note saying to install one."""
    if not path.is_file():
        return False
    if os.name == "nt":  # it would open a window
        return True
    return subprocess.run([path, "--version"], capture_output=True).returncode == 0


def find() -> Path | None:
    """The first browser that works, or None."""
    return next((path for path in candidates() if works(path)), None)


def installers() -> Iterator[list[list[str]]]:
    """Ways to get one, each as the commands to run in turn."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        yield [
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-qy", "--no-install-recommends", "chromium"],
        ]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def ensure() -> Path:
    """The browser to use, installed when there is none. Raises Stop when none is to be had."""
    if found := find():
        return found
    for steps in installers():
        print(f"No browser found; trying `{' '.join(steps[-1][-4:])}` ...", flush=True)
        for step in steps:
            subprocess.run(step, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if found := find():
            return found
    raise Stop(
        "No browser was found and none could be installed:"
        " install Chromium, Chrome or Edge and start again."
    )
