"""`print`: every record that is made for paper as PDF on A4, through the installed browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from macros.kinds import LOOKS
from macros.model import KINDS, LANGS
from macros.rules import judged
from macros.write.files import write_all
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


def papers(chromium: Browser, site: Path, docs: Path) -> dict[str, bytes]:
    """A built site -> a PDF for each kind and language, by its name; each record starts a page."""
    made, _ = judged(docs)
    pdfs: dict[str, bytes] = {}
    with links.served(site) as address:
        page = chromium.new_page()
        for lang in LANGS:
            for kind in PRINTED:
                root = address + ("" if lang == "vi" else "en/")
                urls = [f"{root}{record.folder}/{record.id}/" for record in made.all(kind)]
                if urls:
                    page.goto(urls[0], wait_until="networkidle")
                    page.evaluate(JOIN, urls[1:])
                    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
                    pdfs[f"{kind.folder}-{lang}.pdf"] = pdf
        page.close()
    return pdfs


def main(argv: list[str]) -> int:
    """`print [--site DIR] [--out DIR]`: writes the PDFs. Raises Stop when nothing is built yet."""
    parser = project.parser("print", __doc__)
    parser.add_argument("--site", type=Path, default=project.ROOT / "site")
    parser.add_argument("--out", type=Path, default=project.ROOT / "print")
    args = parser.parse_args(argv)
    if not (args.site / "index.html").is_file():
        raise Stop(f"{args.site} holds no built site: run `python3 -m scripts build` first.")
    with sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        pdfs = papers(chromium, args.site, project.ROOT / "docs")
        chromium.close()
    write_all({args.out / name: pdf for name, pdf in pdfs.items()})
    print("\n".join(str(args.out / name) for name in pdfs))
    return 0
