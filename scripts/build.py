"""`build`: check the records, build both languages, check every page, and then show the new site.

A build that fails, or is killed, leaves the site as it was.
"""

from __future__ import annotations

import argparse
import calendar
import gc
import gzip
import json
import os
import re
import shutil
import time
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from macros.graph import Library, hashes
from macros.rules import judged
from scripts import check, leash, pages, project, rebuild, release, since, verify_site
from scripts.project import alone
from scripts.slim import slim
from scripts.summary import readers_language
from scripts.verify_site import digest

ASSETS = re.compile(rb'="(?:/[^":]*/|/|(?:\.\./)*)assets/')
"""How a page names its language's scripts and styles."""
SHOWN = 25
"""Problems on pages that are printed: a fault in a template is on every page."""
TEXTS = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".webmanifest"}
SMALLEST = 512
"""Bytes: below this compressing gains nothing."""


def epoch(made: Library | None = None) -> str:
    """The pages' time stamp: the last commit's or the newest review's, so that bytes repeat."""
    if committed := since.said(project.ROOT, "log", "-1", "--format=%ct"):
        return committed
    made = made or judged(project.ROOT / "docs")[0]
    days = [record.reviewed for record in made.records.values()]
    return str(calendar.timegm(max(days).timetuple())) if days else "0"


def environ(made: Library | None = None) -> dict[str, str]:
    """What the builders are told: when the pages are from, and where English stands."""
    told = {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH") or epoch(made)}
    if address := os.environ.get("SITE_URL"):
        told["SITE_URL_EN"] = os.environ.get("SITE_URL_EN") or f"{address.rstrip('/')}/en/"
    return told


def mkdocs(folder: Path, made: Library | None = None) -> list[str]:
    """Build both languages strictly into `folder`, side by side -> what MkDocs has against them."""
    english = folder.with_name(f"{folder.name}.en")
    shutil.rmtree(english, ignore_errors=True)
    outs = {"mkdocs.yml": folder, "mkdocs.en.yml": english}
    try:
        for record in made.records.values() if made else ():
            hashes.digest(record)  # asked for in each language, and kept
        with leash.pooled(environ(made), library=made) as pool:
            jobs = {
                config: pool.submit(rebuild.given, rebuild.Job(str(project.ROOT / config), out))
                for config, out in outs.items()
            }
            faults = [f"{config}: {line}" for config, job in jobs.items() for line in job.result()]
    except BrokenProcessPool:
        return ["A builder ended before its time: see that memory is left, and build again."]
    if not faults:
        english.rename(folder / "en")
    shutil.rmtree(english, ignore_errors=True)
    return faults


def versioned(site: Path) -> int:
    """Name each language's folder of scripts and styles by a digest, on all its pages -> how many.

    So the parts of a page are of its own build, whatever the server has by then. What the search
    knows stands in it and is not reckoned in: each record would make every page another.
    """
    every = project.files(site)
    pages = {name: path for name, path in every.items() if name.endswith(".html")}
    for home in ("", "en/"):
        assets = site / home / "assets"
        if not assets.is_dir():
            continue
        start = f"{home}assets/"
        parts = {
            name.removeprefix(start): digest(path.read_bytes())
            for name, path in every.items()
            if name.startswith(start) and not name.startswith(f"{start}index/")
        }
        version = digest(json.dumps(parts).encode())[:12]
        assets.rename(site / home / "parts")
        assets.mkdir()
        (site / home / "parts").rename(assets / version)
        for name, page in pages.items():
            if name.startswith("en/") == bool(home):
                with page.open("r+b") as file:
                    text = ASSETS.sub(rb"\g<0>%s/" % version.encode(), file.read())
                    file.seek(0)  # written over, as it only grows: a file made anew takes longer
                    file.write(text)
    return len(pages)


def compress(site: Path) -> int:
    """Write each text beside itself as gzip, the same bytes every time -> how many."""
    texts = [
        path
        for path in project.files(site).values()
        if path.suffix in TEXTS and path.stat().st_size >= SMALLEST
    ]
    for path in texts:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    return len(texts)


def build(out: Path, zipped: bool = False) -> list[str]:
    """Build the site into `out` -> what is wrong, a line each; then `out` stays as it was."""
    gc.disable()  # garbage took a tenth of the time to look for, and all ends soon
    try:
        return built(out, zipped)
    finally:
        gc.freeze()  # nor is it looked for at the end
        gc.enable()


def built(out: Path, zipped: bool) -> list[str]:
    """The same."""
    made, problems, of = check.read(project.ROOT / "docs")
    print(check.summary(problems, of), flush=True)
    if check.failed(problems):
        return [check.text(problems, lang=readers_language())]
    if problems:
        print(check.text(problems, lang=readers_language()))
    new = release.fresh(out)
    try:
        print("Building Vietnamese and English ...", flush=True)
        if faults := mkdocs(new, made):
            return faults
        print(f"Style sheets without what no page uses: {slim(new) // 1000} kB less.", flush=True)
        print(f"Checking {versioned(new)} pages ...", flush=True)
        if problems := tuple(pages.check(new)):
            more = len(problems) - SHOWN
            return [
                check.text(problems[:SHOWN], lang=readers_language()),
                *([f"... and {more} more."] if more > 0 else []),
            ]
        if zipped:
            print(f"Compressed {compress(new)} files.", flush=True)
        described = ("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
        commit = since.said(project.ROOT, *described)
        verify_site.write(new, commit or "unknown", int(of.split()[0]))
        release.publish(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return []


def main(argv: Sequence[str]) -> int:
    """`build [--out DIR] [--gzip]`: exit code 0 built, 1 problems, 2 usage."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts build", description=__doc__)
    parser.add_argument("--out", type=Path, default=project.ROOT / "site")
    parser.add_argument(
        "--gzip",
        action="store_true",
        help="write each text compressed beside itself too, for a web server that sends it",
    )
    args = parser.parse_args(argv)
    out = Path(os.path.abspath(args.out))  # noqa: PTH100  `resolve` would follow the site's link
    start = time.monotonic()
    with alone("build"):
        faults = build(out, args.gzip)
    if faults:
        print("\n".join(faults))
        print(f"Not built: mend the above; {out} is as it was.")
        return 1
    print(f"{out} is ready ({time.monotonic() - start:.0f} s).")
    return 0
