"""`build`: check the records, build both languages, check every page, and then replace the folder.

A build that fails leaves the folder as it was.
"""

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
from scripts import check, pages, project
from scripts.project import Stop, alone
from scripts.slim import slim
from scripts.summary import readers_language

CONFIGS = {"vi": "mkdocs.yml", "en": "mkdocs.en.yml"}
SHOWN = 25
"""Problems on pages that are printed: a fault in a template is on every page."""
TEXTS = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".webmanifest"}
SMALLEST = 512
"""Bytes: below this compressing gains nothing."""
NOISE = re.compile(r"^(?:WARNING|ERROR|CRITICAL) +-? *")


def epoch() -> str:
    """The pages' time stamp: the last commit's or the newest review's, so that bytes repeat."""
    command = ["git", "log", "-1", "--format=%ct"]
    if shutil.which("git"):
        git = subprocess.run(command, cwd=project.ROOT, capture_output=True, text=True)
        if git.returncode == 0 and git.stdout.strip():
            return git.stdout.strip()
    days = [record.reviewed for record in library(project.ROOT / "docs")[0].records.values()]
    return str(calendar.timegm(max(days).timetuple())) if days else "0"


def mkdocs(folder: Path) -> list[str]:
    """Build both languages strictly into `folder`, side by side -> what MkDocs has against them."""
    env = {"SOURCE_DATE_EPOCH": epoch(), "NO_MKDOCS_2_WARNING": "1"} | os.environ
    outs = {lang: folder.with_name(f"{folder.name}.{lang}") for lang in CONFIGS}
    runs: dict[str, subprocess.Popen[str]] = {}
    for lang, config in CONFIGS.items():
        shutil.rmtree(outs[lang], ignore_errors=True)
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", config]
        runs[lang] = subprocess.Popen(
            [*command, "-d", str(outs[lang])],
            cwd=project.ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    said = {lang: run.communicate()[1] for lang, run in runs.items()}
    faults: list[str] = []
    for lang, run in runs.items():
        if run.returncode:
            faults += short(said[lang], CONFIGS[lang])
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
    """The hidden folder beside `out` to build into. Raises Stop when `out` is no site."""
    is_site = (out / "sitemap.xml").is_file()
    if out.exists() and not is_site and (not out.is_dir() or any(out.iterdir())):
        raise Stop(
            f"{out} is no built site, and building would replace it:"
            " name another folder with --out."
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    new, old = (out.with_name(f".{out.name}.{name}") for name in ("new", "old"))
    if old.exists() and not out.exists():  # a run was killed between its two renames
        old.rename(out)
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    return new


def swap(new: Path, out: Path) -> None:
    """Put `new` in the place of `out`; when that fails, the old folder comes back. Raises Stop."""
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
    """Build the site into `out` -> what is wrong, a line each; then `out` stays as it was."""
    problems, of = check.check(project.ROOT / "docs")
    print(check.summary(problems, of), flush=True)
    if check.failed(problems):
        return [check.text(problems, lang=readers_language())]
    if problems:
        print(check.text(problems, lang=readers_language()))
    new = fresh(out)
    try:
        print("Building Vietnamese and English ...", flush=True)
        if faults := mkdocs(new):
            return faults
        print(f"Style sheets without what no page uses: {slim(new) // 1000} kB less.", flush=True)
        print(f"Checking {len(list(new.rglob('*.html')))} pages ...", flush=True)
        if problems := tuple(pages.check(new)):
            more = len(problems) - SHOWN
            return [
                check.text(problems[:SHOWN], lang=readers_language()),
                *([f"... and {more} more."] if more > 0 else []),
            ]
        if zipped:
            print(f"Compressed {compress(new)} files.", flush=True)
        swap(new, out)
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
