"""`print`: every checklist, situation and phrase as PDF, on A4 and as pocket cards, through the browser that is installed."""

from __future__ import annotations

import argparse
import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from macros.graph import library
from macros.model import LANGS, Checklist, Phrase, Situation
from scripts import browser
from scripts.setup import ROOT, Stop

SETS = (Checklist, Situation, Phrase)
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


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the built site and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The built site at an address of this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def write(site: Path, docs: Path, out: Path) -> list[Path]:
    """A built site -> one PDF for each kind, language and size; each record starts a page."""
    from playwright.sync_api import sync_playwright

    made = []
    found, _ = library(docs)
    out.mkdir(parents=True, exist_ok=True)
    with served(site) as address, sync_playwright() as playwright:
        shown = playwright.chromium.launch(executable_path=browser.ensure(), args=["--no-sandbox"])
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
        shown.close()
    return made


def main(argv: list[str]) -> int:
    """`print [--site DIR] [--out DIR]`: writes the PDFs. Raises Stop when nothing is built yet."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts print", description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--out", type=Path, default=ROOT / "print")
    args = parser.parse_args(argv)
    if not (args.site / "index.html").is_file():
        raise Stop(f"{args.site} holds no built site: run `python3 -m scripts build` first.")
    made = write(args.site, ROOT / "docs", args.out)
    print("\n".join(str(path) for path in made))
    return 0
