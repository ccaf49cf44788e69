"""`build`: the records checked, both languages built strictly, every page checked, and only then the folder swapped in."""

from __future__ import annotations

import argparse
import calendar
import gzip
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from macros.rules import library
from scripts import cards, check, pages
from scripts.setup import ROOT, Stop, alone
from scripts.slim import slim

CONFIGS = {"vi": "mkdocs.yml", "en": "mkdocs.en.yml"}
SHOWN = 25
TEXTS = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".webmanifest"}
SMALLEST = 512
"""Bytes: below this compressing gains nothing."""
NOISE = re.compile(r"^(?:WARNING|ERROR|CRITICAL) +-? *")


def epoch() -> str:
    """The time stamp of the pages: the last commit's, or the newest review's, so that the same content gives the same bytes."""
    git = (
        subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True
        )
        if shutil.which("git")
        else None
    )
    if git and git.returncode == 0 and git.stdout.strip():
        return git.stdout.strip()
    days = [record.reviewed for record in library(ROOT / "docs")[0].records.values()]
    return str(calendar.timegm(max(days).timetuple())) if days else "0"


def mkdocs(folder: Path) -> list[str]:
    """Build both languages strictly into `folder`, side by side -> what MkDocs has against them."""
    env = {"SOURCE_DATE_EPOCH": epoch(), "NO_MKDOCS_2_WARNING": "1"} | os.environ
    outs = {lang: folder.with_name(f"{folder.name}.{lang}") for lang in CONFIGS}
    for out in outs.values():
        shutil.rmtree(out, ignore_errors=True)
    runs = {
        lang: subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", config, "-d", str(outs[lang])],
            cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
        )
        for lang, config in CONFIGS.items()
    }  # fmt: skip
    said = {lang: run.communicate()[1] for lang, run in runs.items()}
    faults = [
        line
        for lang, run in runs.items()
        if run.returncode
        for line in short(said[lang], CONFIGS[lang])
    ]
    if not faults:
        outs["vi"].rename(folder)
        outs["en"].rename(folder / "en")
    for out in outs.values():
        shutil.rmtree(out, ignore_errors=True)
    return faults


def short(said: str, config: str) -> list[str]:
    """MkDocs' own words -> its warnings and errors, a line each; a traceback's last line."""
    lines = (
        line
        for line in said.splitlines()
        if re.search(r"\w", line) and not line.startswith(("INFO", " ", "Traceback"))
    )
    return [f"{config}: {NOISE.sub('', line)}" for line in lines]


def fresh(out: Path) -> Path:
    """The hidden folder to build into, beside `out`. Raises Stop when `out` holds something else than a site."""
    if out.exists() and (
        not out.is_dir() or (any(out.iterdir()) and not (out / "sitemap.xml").is_file())
    ):
        raise Stop(
            f"{out} is no built site, and building would replace it: name another folder with --out."
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    new, old = (out.with_name(f".{out.name}.{name}") for name in ("new", "old"))
    if old.exists() and not out.exists():  # a run was killed between its two renames
        old.rename(out)
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    return new


def swap(new: Path, out: Path) -> None:
    """Put `new` in the place of `out`; the old folder comes back when that fails. Raises Stop with the cure."""
    old = out.with_name(f".{out.name}.old")
    try:
        if out.exists():
            out.rename(old)
        try:
            new.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
    except OSError as error:  # Windows refuses while a program has one of the files open
        raise Stop(
            f"{out} cannot be replaced ({error.strerror}): close what has it open and build again."
        ) from None
    shutil.rmtree(old, ignore_errors=True)


def compress(site: Path) -> int:
    """Write each text beside itself as gzip, the same bytes every time -> how many."""
    texts = [
        path
        for path in sorted(site.rglob("*"))
        if path.suffix in TEXTS and path.stat().st_size >= SMALLEST
    ]
    for path in texts:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    return len(texts)


def build(out: Path, zipped: bool = False) -> list[str]:
    """Build the site into `out` -> what is wrong, a line each; then `out` stays as it was. Raises Stop."""
    problems, of = check.check(ROOT / "docs")
    print(check.summary(problems, of), flush=True)
    if check.failed(problems):
        return [check.text(problems)]
    if problems:
        print(check.text(problems))
    new = fresh(out)
    try:
        print("Building Vietnamese and English ...", flush=True)
        if faults := mkdocs(new):
            return faults
        print(f"Style sheets without what no page uses: {slim(new) // 1000} kB less.", flush=True)
        print(f"Social cards: {cards.add(new)}.", flush=True)
        count = len(list(new.rglob("*.html")))
        print(f"Checking {count} pages ...", flush=True)
        if found := pages.check(new):  # a fault in a template is on every page
            more = [f"... and {len(found) - SHOWN} more."] if len(found) > SHOWN else []
            return [check.text(found[:SHOWN]), *more]
        if zipped:
            print(f"Compressed {compress(new)} files.", flush=True)
        swap(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return []


def main(argv: Sequence[str]) -> int:
    """`build [--out DIR] [--gzip]`: exit code 0 built, 1 findings, 2 usage."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts build", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "site")
    parser.add_argument(
        "--gzip",
        action="store_true",
        help="write each text compressed beside itself too, for a web server that sends it",
    )
    args = parser.parse_args(argv)
    out = args.out.resolve()
    start = time.monotonic()
    with alone("build"):
        faults = build(out, args.gzip)
    if faults:
        print("\n".join(faults))
        print(f"Not built: mend the above; {out} is as it was.")
        return 1
    print(f"{out} is ready ({time.monotonic() - start:.0f} s).")
    return 0
