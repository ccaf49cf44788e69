"""How the playbook grows, beside plain Material on the same words: ratios, and CPU seconds.

`.venv/bin/python tests/bench.py` makes playbooks of this one's records, copied under other names
with every seventh word swapped, builds each with ours and with plain Material in turn, and prints
a table of medians and spreads. CPU time is counted, so that a busy machine changes little.
"""

from __future__ import annotations

import argparse
import gzip
import math
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from browsing import Scales, heaviest
from growing import playbook

from macros.model import FOLDERS, LANGS
from scripts import browser, links

PLAIN = """site_name: Plain
site_url: https://plain.example/
docs_dir: docs/{lang}
theme: {{name: material, language: {lang}, font: false, features: [navigation.prune]}}
"""
BUILD = """import sys, time; from pathlib import Path; from scripts import build, pages, project
project.ROOT, spent = Path(sys.argv[1]), []
def timed(root, check=pages.check):
    start = time.process_time(); found = check(root); spent.append(time.process_time() - start)
    return found
pages.check = timed
if faults := build.build(project.ROOT / "site"): sys.exit(chr(10).join(faults))
print("checked", spent[0])"""
EDIT = r"""import re, sys, time; from pathlib import Path
from scripts import project, rebuild
project.ROOT = root = Path(sys.argv[1])
jobs = [rebuild.Job(str(root / config), root / "edited" / lang, "http://127.0.0.1:8000/")
        for config, lang in (("mkdocs.yml", "vi"), ("mkdocs.en.yml", "en"))]
assert rebuild.again(root / "docs", jobs).whole
page = min((root / "docs/vi/principles").glob("[!i]*.md"))
before = page.read_text("utf-8"); after = re.sub(r"\.(?=\n| \^)", " nhé.", before, count=1)
assert after != before; page.write_text(after, "utf-8")
start = time.process_time()
made = rebuild.again(root / "docs", jobs, jobs)
assert made.worked and not made.whole, made.said
served = time.process_time(); rebuild.late(jobs)
print("edited", served - start, time.process_time() - served)"""
SEARCH = """async (queries) => {
  const began = performance.now(), texts = [], times = [];
  const base = document.querySelector("[rel=modulepreload]").href, held = new Map(), own = [];
  const { Engine } = await import(new URL("search/engine.mjs", base));
  const read = async (name) => {
    const text = held.get(name) ?? await (await fetch(new URL(`index/${name}`, base))).text();
    held.set(name, text);
    texts.push(text);
    return JSON.parse(text);
  };
  const engine = new Engine(read, false);
  await engine.start();
  times.push(performance.now() - began);
  let first = 0;
  for (const query of queries) {
    const start = performance.now();
    await engine.find(query, 8);
    times.push(performance.now() - start);
    first ||= texts.length;
  }
  for (const query of queries) { // once more, with nothing to wait for
    const again = new Engine(read, false), start = performance.now();
    await again.find(query, 8);
    own.push(performance.now() - start);
  }
  const zipped = texts.slice(0, first).map((text) =>
    new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).blob());
  return [times, (await Promise.all(zipped)).reduce((sum, { size }) => sum + size, 0), own];
}"""


def plain(root: Path, ours: Path) -> Path:
    """The same words for plain Material: each record's own Markdown, and nothing of ours."""
    root.mkdir(exist_ok=True)
    shutil.copytree(ours / "docs", root / "docs", dirs_exist_ok=True)
    for lang in LANGS:
        (root / f"{lang}.yml").write_text(PLAIN.format(lang=lang))
    for page in root.rglob("*.md"):
        page.write_text(re.sub(r"\{\{.*?\}\}", "", page.read_text("utf-8")), "utf-8")
    return root


def spent(*args: str) -> tuple[float, str]:
    """Run Python -> the CPU seconds it took with all its children, and what it said."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, *args], env=env, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def built(folder: Path, size: int, rounds: int) -> Iterator[tuple[str, list[float]]]:
    """Build a playbook of a size in turn with ours and with Material -> figures by name."""
    ours = playbook(folder / f"ours-{size}", size)
    theirs = plain(folder / f"plain-{size}", ours)
    figures: dict[str, list[float]] = {"ours": [], "share": [], "ratio": []}
    for number in range(rounds):
        print(f"  {size} records, build {number + 1} of {rounds}", file=sys.stderr, flush=True)
        mine, said = spent("-c", BUILD, str(ours))
        material = sum(
            spent("-m", "mkdocs", "build", "-q", "-f", str(theirs / f"{lang}.yml"), "-d", lang)[0]
            for lang in LANGS
        )
        figures["ours"].append(mine)
        figures["share"].append(float(said.split()[-1]) / mine)
        figures["ratio"].append(mine / material)
    yield f"whole build at {size}, CPU s", figures["ours"]
    yield f"whole build at {size}, against plain Material", figures["ratio"]
    yield f"check of built pages at {size}, share", figures["share"]
    edits = [spent("-c", EDIT, str(ours))[1].split()[-2:] for _ in range(rounds)]
    yield f"edit to served at {size}, CPU s", [float(served) for served, _ in edits]
    yield f"its search, when asked for, at {size}, CPU s", [float(late) for _, late in edits]
    yield from pages_of(ours / "site", size)


def pages_of(site: Path, size: int) -> Iterator[tuple[str, list[float]]]:
    """The sizes of index pages -> the biggest, as HTML and as sent."""
    names = [path for folder in FOLDERS for path in [site / folder / "index.html"] if path.exists()]
    biggest = max(names, key=lambda path: path.stat().st_size).read_bytes()
    yield f"biggest index page at {size}, kB", [len(biggest) / 1000]
    yield "the same, gzip, kB", [len(gzip.compress(biggest)) / 1000]


def opened(chromium: Any, site: Path, size: int) -> Iterator[tuple[str, list[float]]]:
    """A site in a browser -> the weight of its pages, and its search."""
    import recall

    with links.served(site) as address:
        paths = heaviest(site)
        scales = Scales(chromium, site, address)
        home, pages = scales.weigh(""), [scales.weigh(path) for path in paths]
        for path, sizes in zip(paths, pages, strict=True):
            yield f"first visit at {size}, kB: /{path}", [sum(sizes.values()) / 1000]
        again = [sum(sizes[name] for name in sizes.keys() - home.keys()) for sizes in pages]
        yield f"second visit to a new kind of page at {size}, kB", [one / 1000 for one in again]
        page = chromium.new_page()
        page.goto(address)
        times, first, own = page.evaluate(SEARCH, [one.words for one in recall.read("vi")])
        yield f"search at {size}, set-up, s", [times[0] / 1000]
        yield f"search at {size}, first query, kB", [first / 1000]
        yield f"search at {size}, a query, ms (median, most)", times[1:]
        for what, found in (("", times[1:]), (" without the server", own)):
            most = statistics.quantiles(found, n=20)[-1]
            yield f"search at {size}, 19 queries of 20{what}, ms", [most]
        page.close()


def row(name: str, values: Sequence[float]) -> str:
    """A line of the table: the median, and the least and the most."""
    spread = f"{min(values):9.2f} to {max(values):.2f}" if len(values) > 1 else ""
    return f"{name:60}{statistics.median(values):9.2f}{spread}"


def main(argv: Sequence[str]) -> None:
    """Print the table for some sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[136, 1000], metavar="RECORDS")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--browser", action=argparse.BooleanOptionalAction, default=True)
    args = parser.parse_args(argv)
    whole: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in args.sizes:
            for what, values in built(folder, size, args.rounds):
                whole += [statistics.median(values)] if what.startswith("whole build at") else []
                print(row(what, values), flush=True)
            if args.browser:
                from playwright.sync_api import sync_playwright

                with sync_playwright() as playwright:
                    chromium = browser.launch(playwright)
                    for what, values in opened(chromium, folder / f"ours-{size}/site", size):
                        print(row(what, values), flush=True)
                    chromium.close()
    costs = whole[::2]
    for (small, little), (large, much) in zip(
        *[list(zip(args.sizes, costs, strict=True))[at:] for at in (0, 1)], strict=False
    ):
        exponent = math.log(much / little) / math.log(large / small)
        print(row(f"growth of the build, {small} to {large}, exponent", [exponent]))


if __name__ == "__main__":
    main(sys.argv[1:])
