"""The store with one thing changed at a time: how many of the changes its tests notice.

`python3 -m tests.mutants` prints those that pass unseen; exit code 1 below 85 %. mutmut does the
same for Python.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

STORE = Path("macros/theme/assets/storage.mjs")
SWAPS = {
    " === ": " !== ",
    " !== ": " === ",
    " && ": " || ",
    " || ": " && ",
    " ?? ": " && ",
    " > ": " >= ",
    " < ": " <= ",
    "!memory": "memory",
    "!watched": "watched",
    "!found": "found",
    "!Number": "Number",
    "true": "false",
    "false": "true",
    "return ": "return void ",
    ".every(": ".some(",
    ".filter(": ".map(",
    ".sort()": "",
    "++": "--",
    "undefined": "null",
    "null": "undefined",
    "PREFIX + ": "",
    '"full"': '"denied"',
}
"""What is written, and what takes its place."""
COMMENT = re.compile(r"/\*.*?\*/|//.*|^ *\*.*|^/\*.*")
LINES = re.compile(r" +(?:tell|memory|store\?|disk\(\)\?|clear|queueMicrotask)\b.*; *$")
"""A line that does something, and is left out."""
NOTHING = re.compile(r"undefined|tell\(")
"""What returns nothing as it is."""
WANTED = 0.85
PATIENCE = 120
"""Seconds for tests that take ten."""


def mutants(text: str) -> Iterator[tuple[int, str, str]]:
    """The number of a line, what becomes of it, and the whole file with it."""
    rows = text.split("\n")
    for number, row in enumerate(rows):
        code = COMMENT.sub(lambda match: " " * len(match[0]), row)
        changed = [
            row[: at.start()] + new + row[at.end() :]
            for old, new in SWAPS.items()
            for at in re.finditer(re.escape(old), code)
            if not (old == "return " and NOTHING.match(code, at.end()))
        ]
        for other in changed + ([""] if LINES.match(code) else []):
            yield number + 1, other.strip(), "\n".join([*rows[:number], other, *rows[number + 1 :]])


def noticed(text: str, folder: Path) -> bool:
    """Whether the store's tests fail."""
    (folder / "storage.mjs").write_text(text, "utf-8")
    args = [sys.executable, "-m", "pytest", "-xq", "-p", "no:cacheprovider"]
    child = subprocess.Popen(
        [*args, "tests/browser/test_storage.py"],
        env=os.environ | {"PLAYBOOK_STORE": str(folder / "storage.mjs")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return child.wait(PATIENCE) == 1
    except subprocess.TimeoutExpired:  # a page that turns in a circle answers nobody
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return True


def main(argv: list[str]) -> int:
    """`mutants [EVERY]`: all of them, or every so manieth."""
    found = list(mutants(STORE.read_text("utf-8")))[:: int(argv[0]) if argv else 1]
    with tempfile.TemporaryDirectory() as folder:
        assert not noticed(STORE.read_text("utf-8"), Path(folder)), "the tests fail as it is"
        left = [mutant for mutant in found if not noticed(mutant[2], Path(folder))]
    for number, row, _ in left:
        print(f"{STORE}:{number}: {row or 'left out'}")
    share = 1 - len(left) / len(found)
    print(f"The store: {share:.0%} of {len(found)} changes are noticed.")
    return int(share < WANTED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
