"""`print`: every record that is made for paper as PDF on A4, through the installed browser."""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from macros.kinds import LOOKS
from macros.model import KINDS, LANGS
from macros.rules import judged
from scripts import browser, links, project
from scripts.project import Stop

PRINTED = tuple(cls for kind, cls in KINDS.items() if LOOKS[kind].print)
JOIN = """async (urls) => {
  const home = document.querySelector("article.pb");
  for (const url of urls) {
    const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
    const next = page.querySelector("article.pb");
    next.style.breakBefore = "page";
    home.parentElement.append(next);
  }
}"""


def write(chromium: Browser, site: Path, docs: Path, out: Path) -> list[Path]:
    """A built site -> one PDF for each kind and language; each record starts a page."""
    written: list[Path] = []
    made, _ = judged(docs)
    out.mkdir(parents=True, exist_ok=True)
    with links.served(site) as address:
        page = chromium.new_page()
        for lang in LANGS:
            for kind in PRINTED:
                root = address + ("" if lang == "vi" else "en/")
                urls = [f"{root}{record.folder}/{record.id}/" for record in made.all(kind)]
                if urls:
                    page.goto(urls[0], wait_until="networkidle")
                    page.evaluate(JOIN, urls[1:])
                    written.append(out / f"{kind.folder}-{lang}.pdf")
                    page.pdf(path=written[-1], prefer_css_page_size=True, print_background=True)
        page.close()
    return written


def main(argv: list[str]) -> int:
    """`print [--site DIR] [--out DIR]`: writes the PDFs. Raises Stop when nothing is built yet."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts print", description=__doc__)
    parser.add_argument("--site", type=Path, default=project.ROOT / "site")
    parser.add_argument("--out", type=Path, default=project.ROOT / "print")
    args = parser.parse_args(argv)
    if not (args.site / "index.html").is_file():
        raise Stop(f"{args.site} holds no built site: run `python3 -m scripts build` first.")
    with sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        written = write(chromium, args.site, project.ROOT / "docs", args.out)
        chromium.close()
    print("\n".join(map(str, written)))
    return 0
