"""`print`: every record that is made for it as PDF, on A4 and as pocket cards.

It prints through the browser that is installed.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from macros.kinds import LOOKS
from macros.model import KINDS, LANGS
from macros.rules import library
from scripts import browser, links
from scripts.setup import ROOT, Stop

SETS = tuple(cls for kind, cls in KINDS.items() if LOOKS[kind].print)
SIZES = ("a4", "card")
JOIN = """async (urls) => {
  const home = document.querySelector("article.pb");
  for (const url of urls) {
    const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
    const next = page.querySelector("article.pb");
    next.style.breakBefore = "page";
    home.parentElement.append(next);
  }
}"""


def write(shown: Browser, site: Path, docs: Path, out: Path) -> list[Path]:
    """A built site -> one PDF for each kind, language and size; each record starts a page."""
    made = []
    found, _ = library(docs)
    out.mkdir(parents=True, exist_ok=True)
    with links.served(site) as address:
        page = shown.new_page()
        for lang in LANGS:
            for kind in SETS:
                root = address + ("" if lang == "vi" else "en/")
                urls = [f"{root}{record.folder}/{record.id}/" for record in found.all(kind)]
                for size in SIZES if urls else ():
                    page.goto(f"{urls[0]}?print={size}", wait_until="networkidle")
                    page.evaluate(JOIN, urls[1:])
                    made.append(out / f"{kind.folder}-{lang}-{size}.pdf")
                    page.pdf(path=made[-1], prefer_css_page_size=True, print_background=True)
        page.close()
    return made


def main(argv: list[str]) -> int:
    """`print [--site DIR] [--out DIR]`: writes the PDFs. Raises Stop when nothing is built yet."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts print", description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--out", type=Path, default=ROOT / "print")
    args = parser.parse_args(argv)
    if not (args.site / "index.html").is_file():
        raise Stop(f"{args.site} holds no built site: run `python3 -m scripts build` first.")
    root = (
        ["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []
    )  # its sandbox refuses root
    with sync_playwright() as playwright:
        shown = playwright.chromium.launch(executable_path=browser.ensure(), args=root)
        made = write(shown, args.site, ROOT / "docs", args.out)
        shown.close()
    print("\n".join(str(path) for path in made))
    return 0
