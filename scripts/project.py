"""What every command shares before anything is installed: the project's folder, and Stop.

Tests point all commands at another project by setting ROOT here; so read it as `project.ROOT`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Stop(Exception):
    """The user can mend this: the message is one sentence with the cure; exit code 2."""


def parser(command: str, does: str | None) -> argparse.ArgumentParser:
    """What reads a command's arguments, and says what it does."""
    return argparse.ArgumentParser(prog=f"python3 -m scripts {command}", description=does)


def work() -> Path:
    """What the commands keep for themselves; safe to delete."""
    return ROOT / ".work"


def files(root: Path) -> dict[str, Path]:
    """Every file below a folder, by its path there: sites hold many, and `rglob` takes its time."""
    above = len(f"{root}/")
    every = (f"{folder}{os.sep}{name}" for folder, _, names in os.walk(root) for name in names)
    return dict(sorted((path[above:].replace(os.sep, "/"), Path(path)) for path in every))


@contextlib.contextmanager
def alone(what: str) -> Iterator[None]:
    """Let one run at a time do `what`; the system frees the lock when a run is killed."""
    work().mkdir(exist_ok=True)
    with (work() / f"{what}.lock").open("w") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                # It gives up after ten seconds; a setup takes longer.
                with contextlib.suppress(OSError):
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
