"""How often the search finds the right page, asked as people type: the real search in a browser.

`.venv/bin/python tests/recall.py` prints the figures of the site in `site/`.

A query names the records that were written after it too, where they are its answer.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from scripts import browser, links, project

QUERIES = Path(__file__).parent / "queries"
SHOWN = (1, 3)
"""Among how many pages the right one must be, for each figure."""
ASK = """async (queries) => {
  const base = document.querySelector("[rel=modulepreload]").href;
  const { Engine } = await import(new URL("search/engine.mjs", base));
  const read = async (name) => (await fetch(new URL(`index/${name}`, base))).json();
  const engine = new Engine(read, document.documentElement.lang === "en");
  const answers = [];
  for (const query of queries) answers.push((await engine.find(query, 8)).pages);
  return answers.map((pages) => pages.map(({ path }) => path.split("#")[0]));
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
    pages: tuple[str, ...]

    def within(self, count: int) -> bool:
        """Whether a right page is among the first `count`."""
        return any(page in self.pages[:count] for page in self.query.pages)


def read(name: str) -> list[Query]:
    """A file of queries, such as `vi` or `second.en` -> its queries."""
    data = yaml.safe_load((QUERIES / f"{name}.yml").read_text("utf-8"))
    return [
        Query(
            str(words),
            style,
            tuple(f"{page}/" for page in ([pages] if isinstance(pages, str) else pages)),
        )
        for style, rows in data["styles"].items()
        for words, pages in rows.items()
    ]


def ask(chromium: Any, address: str, lang: str, queries: Sequence[Query]) -> list[Answer]:
    """Put the queries to the search of a site, at its address."""
    page = chromium.new_page()
    page.goto(address + ("en/" if lang == "en" else ""))
    found = page.evaluate(ASK, [query.words for query in queries])
    page.close()
    return [Answer(query, tuple(pages)) for query, pages in zip(queries, found, strict=True)]


def shares(answers: Iterable[Answer]) -> dict[str, tuple[int, ...]]:
    """Answers -> by style: how many there are, and how many are right within each of `SHOWN`."""
    by_style: dict[str, list[Answer]] = {}
    for answer in answers:
        by_style.setdefault(answer.query.style, []).append(answer)
    return {
        style: (len(group), *(sum(answer.within(count) for answer in group) for count in SHOWN))
        for style, group in by_style.items()
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


def main() -> None:
    """Print the figures of every file of queries."""
    from playwright.sync_api import sync_playwright

    with links.served(project.ROOT / "site") as address, sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        for path in sorted(QUERIES.glob("*.yml")):
            answers = ask(chromium, address, path.stem[-2:], read(path.stem))
            print(f"{path.name}\n{table(answers)}")
            for answer in answers:
                if not answer.within(SHOWN[-1]):
                    print(f"  missed: {answer.query.words} -> {', '.join(answer.pages[:3])}")
        chromium.close()


if __name__ == "__main__":
    main()
