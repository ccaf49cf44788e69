"""Files on disk, changed whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_all(contents: Mapping[Path, bytes | None]) -> None:
    """Write, replace or (None) remove some files, all of them or none.

    Everything is written beside its place first, where a full disk shows; then each file is moved
    into it. Raises OSError; what had been moved by then is put back.
    """
    fresh: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    try:
        for path, content in contents.items():
            before[path] = path.read_bytes() if path.exists() else None
            if content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh[path] = beside(path, content)
        for path, content in contents.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                os.replace(fresh.pop(path), path)  # noqa: PTH105  one step, which `rename` is not on Windows
    except OSError:
        for path, content in before.items():
            with contextlib.suppress(OSError):
                restore(path, content)
        raise
    finally:
        for path in fresh.values():
            path.unlink(missing_ok=True)


def beside(path: Path, content: bytes) -> Path:
    """Some bytes, safely on disk in a hidden file beside a place, with the rights a file there has."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
    return Path(name)


def restore(path: Path, content: bytes | None) -> None:
    """A file as it was before; one that was not there goes."""
    if content is None:
        path.unlink(missing_ok=True)
    elif not path.exists() or path.read_bytes() != content:
        os.replace(beside(path, content), path)  # noqa: PTH105  as above
