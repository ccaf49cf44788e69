"""Golden cases: one small text file holds the files of a `docs` folder and what must come of them.

A line `=== path` starts a file, the last `=== expected` what is compared.
"""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent / "golden"


def cases(room: str) -> list[Path]:
    """The golden files of a room, by name."""
    return sorted((HERE / room).glob("*.txt"))


def unpack(case: Path, folder: Path) -> str:
    """Write a case's files below `folder`; return what is expected."""
    parts = re.split(r"^=== (.+)\n", case.read_text("utf-8"), flags=re.MULTILINE)[1:]
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    expected = files.pop("expected")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    return expected.strip()
