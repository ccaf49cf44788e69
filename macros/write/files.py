"""Files on disk, changed whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path


def write_all(contents: Mapping[Path, str | bytes | None]) -> None:
    """Write, replace or (None) remove some files, all of them or none.

    What they held and what they will hold is written beside them first, where a full disk shows;
    then each is moved into its place. Raises OSError; what had been moved by then is moved back.
    """
    fresh: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    moved: list[Path] = []
    folders: list[Path] = []
    try:
        for path, content in contents.items():
            if path.exists():
                path.open("r+b").close()  # moving another file over it would ask for no right
                kept[path] = beside(path, path.read_bytes())
            if content is not None:
                folders = opened(path.parent) + folders
                raw = content.encode() if isinstance(content, str) else content
                fresh[path] = beside(path, raw)
        for path in contents:
            moved.append(path)
            put(fresh.get(path), path)
    except BaseException:  # whoever presses Ctrl-C halfway wants no half either
        for path in moved:
            with contextlib.suppress(OSError):
                put(kept.get(path), path)
        clear((*fresh.values(), *kept.values()), folders)
        raise
    clear((*fresh.values(), *kept.values()), ())


def clear(files: Iterable[Path], folders: Iterable[Path]) -> None:
    """Remove what was made on the way; a folder that holds something stays."""
    for path in files:
        path.unlink(missing_ok=True)
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def put(file: Path | None, path: Path) -> None:
    """Move a file into its place, or clear the place."""
    if file:
        os.replace(file, path)  # noqa: PTH105  one step, which `rename` is not on Windows
    else:
        path.unlink(missing_ok=True)


def beside(path: Path, content: bytes) -> Path:
    """Some bytes, safely in a hidden file beside a place, with the rights a file there has."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    made = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        made.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    return made


def opened(folder: Path) -> list[Path]:
    """Make a folder with all above it -> those that were not there, the innermost first."""
    new = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return new
