"""Golden cases: one small text file that an editor can read.

A line `=== path` starts a file, `=== expected` is what must come of them all.
Where a case starts from the sample playbook in `tests/playbook`, a file holds `- old line` and
`+ new line` instead, unless it is new; lines that follow each other are one piece.
"""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
SAMPLE = HERE / "playbook" / "docs"


def by_theme(room: str) -> dict[str, list[Path]]:
    """The golden files of a room, by the folder they stand in: a theme is one test."""
    assert not list((HERE / "golden" / room).glob("*.txt")), "every case stands in a theme"
    table: dict[str, list[Path]] = {}
    for case in sorted((HERE / "golden" / room).glob("*/*.txt")):
        table.setdefault(case.parent.name, []).append(case)
    return table


def read(case: Path) -> tuple[dict[str, str], str]:
    """A case -> its files by path, and what is expected."""
    parts = re.split(r"^=== (.+)\n", case.read_text("utf-8"), flags=re.MULTILINE)[1:]
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    return files, files.pop("expected").strip()


def write(path: Path, text: str) -> None:
    """Write a file, and the folders it stands in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


def edit(case: Path, folder: Path, whole: bool = True) -> str:
    """Copy the sample playbook below `folder` and make a case's edits; return what is expected.

    Unless it is wanted whole, only the records that the case names are copied, in both languages.
    """
    files, expected = read(case)
    named = {tuple(Path(name).parts[2:]) for name in files}
    for path in SAMPLE.rglob("*.md"):
        parts = path.relative_to(SAMPLE).parts
        if whole or parts[1:] in named:
            write(folder.joinpath("docs", *parts), path.read_text("utf-8"))
    for name, changes in files.items():
        path = folder / name
        if changes.startswith("delete"):
            path.unlink()
            continue
        if not path.exists():
            write(path, changes)
            continue
        lines = path.read_text("utf-8").splitlines()
        for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)*)", changes, flags=re.MULTILINE):
            gone, come = ([line[2:] for line in block.splitlines()] for block in (old, new))
            places = [n for n in range(len(lines)) if lines[n : n + len(gone)] == gone]
            assert len(places) == 1, f"{case.name}: {gone} stands {len(places)} times in {name}"
            lines[places[0] : places[0] + len(gone)] = come
        path.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    return expected
