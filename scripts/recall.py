"""`recall`: how often the search finds the right page, asked as people type: the real index and pipeline in a real browser."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts import browser, links
from scripts.setup import ROOT, Stop

FILES = (ROOT / "tests/queries/vi.yml", ROOT / "tests/queries/en.yml")
SHOWN = (1, 3)
ASK = """async (queries) => {
  const { search } = JSON.parse(document.getElementById("__config").textContent);
  const worker = new Worker(new URL(search, location));
  const answer = (type) => new Promise((done) => worker.addEventListener("message", function heard({ data }) {
    if (data.type !== type) return;
    worker.removeEventListener("message", heard);
    done(data.data);
  }));
  worker.postMessage({ type: 0, data: { config: {}, docs: [], options: {} } });
  const found = [];
  for (const query of queries) {
    const answered = answer(3);
    worker.postMessage({ type: 2, data: query });
    found.push((await answered).items.map(([first]) => first.location.split("#")[0]));
  }
  worker.terminate();
  return found;
}"""


@dataclass(frozen=True)
class Query:
    """Something typed, the style it is typed in, and the pages of which one must be found."""

    words: str
    style: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A query, and the pages found, best first."""

    query: Query
    found: tuple[str, ...]

    def within(self, count: int) -> bool:
        """Whether a right page is among the first `count`."""
        return any(page in self.found[:count] for page in self.query.pages)


def read(path: Path) -> tuple[str, list[Query]]:
    """A file of queries -> its language and queries. Raises Stop for one that is none."""
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
        queries = [
            Query(str(words), style, pages_of(pages))
            for style, found in data["styles"].items()
            for words, pages in found.items()
        ]
        return str(data["lang"]), queries
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise Stop(
            f"{path} is no file of queries ({error}): write `lang: vi`, then `styles:`, a style, and `words: folder/page` lines."
        ) from None


def pages_of(value: Any) -> tuple[str, ...]:
    """One page or several, as the index names them."""
    return tuple(f"{page}/" for page in ([value] if isinstance(value, str) else value))


def ask(chromium: Any, address: str, lang: str, queries: Sequence[Query]) -> list[Answer]:
    """Put the queries to the search of a site, at its address."""
    page = chromium.new_page()
    page.goto(address + ("en/" if lang == "en" else ""))
    found = page.evaluate(ASK, [query.words for query in queries])
    page.close()
    return [Answer(query, tuple(pages)) for query, pages in zip(queries, found, strict=True)]


def shares(answers: Iterable[Answer]) -> dict[str, tuple[int, ...]]:
    """Answers -> by style: how many there are, and how many are right within each of `SHOWN`."""
    table: dict[str, list[Answer]] = {}
    for answer in answers:
        table.setdefault(answer.query.style, []).append(answer)
    return {
        style: (len(found), *(sum(one.within(count) for one in found) for count in SHOWN))
        for style, found in table.items()
    }


def table(answers: Sequence[Answer]) -> str:
    """Answers -> a line for each style, and one for all."""
    rows = shares(answers)
    rows["all"] = tuple(map(sum, zip(*rows.values(), strict=True)))
    return "\n".join(
        f"  {style:12}{total:4}"
        + "".join(
            f"{right:6} in {count} ({100 * right / total:3.0f} %)"
            for right, count in zip(rights, SHOWN, strict=True)
        )
        for style, (total, *rights) in rows.items()
    )


def main(argv: Sequence[str]) -> int:
    """`recall [--site DIR] [FILE ...]`: exit code 0 printed, 2 usage."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(prog="python3 -m scripts recall", description=__doc__)
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        default=FILES,
        metavar="FILE",
        help="queries; by default those of tests/queries",
    )
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    args = parser.parse_args(argv)
    if not (args.site / "search/pages.json").is_file():
        raise Stop(
            f"{args.site} is no built site: run `python3 -m scripts build` first, or name one with --site."
        )
    asked = [(path, *read(path)) for path in args.files]
    with links.served(args.site) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.ensure(), args=browser.flags()
        )
        answered = [(path, ask(chromium, address, lang, queries)) for path, lang, queries in asked]
        chromium.close()
    for path, answers in answered:
        print(f"{path.name}: right page among the first {' and '.join(map(str, SHOWN))}")
        print(table(answers))
        for one in answers:
            if not one.within(SHOWN[-1]):
                print(
                    f"  missed: {one.query.style}: {one.query.words} -> {', '.join(one.found[:3]) or 'nothing'}; wanted {' or '.join(one.query.pages)}"
                )
    return 0
