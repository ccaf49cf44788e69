"""Files on disk, changed whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_all(contents: Mapping[Path, bytes | None]) -> None:
    """Write, replace or (None) remove some files, all of them or none.

    What they held and what they will hold is written beside them first, where a full disk shows;
    then each is moved into its place. Raises OSError; what had been moved by then is moved back.
    """
    fresh: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    moved: list[Path] = []
    try:
        for path, content in contents.items():
            if path.exists():
                kept[path] = beside(path, path.read_bytes())
            if content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh[path] = beside(path, content)
        for path in contents:
            moved.append(path)
            put(fresh.get(path), path)
    except BaseException:  # whoever presses Ctrl-C halfway wants no half either
        for path in moved:
            with contextlib.suppress(OSError):
                put(kept.get(path), path)
        raise
    finally:
        for path in (*fresh.values(), *kept.values()):
            path.unlink(missing_ok=True)


def put(file: Path | None, path: Path) -> None:
    """Move a file into its place, or clear the place."""
    if file:
        os.replace(file, path)  # noqa: PTH105  one step, which `rename` is not on Windows
    else:
        path.unlink(missing_ok=True)


def beside(path: Path, content: bytes) -> Path:
    """Some bytes, safely in a hidden file beside a place, with the rights a file there has."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
    return Path(name)
