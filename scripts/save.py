"""Writes what a command has made, whole or not at all, and says so where that fails."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from macros.write.files import write_all
from scripts.project import Stop


def save(texts: Mapping[Path, str | bytes | None]) -> None:
    """Write, replace or (None) remove some files, all of them or none. Raises Stop for none."""
    raws = {path: text.encode() if isinstance(text, str) else text for path, text in texts.items()}
    try:
        for path in raws:
            if path.exists():
                path.open("r+b").close()  # moving another file over it would ask for no right
        write_all(raws)
    except OSError as error:
        where = error.filename2 or error.filename or "A file"
        raise Stop(
            f"{where} cannot be written ({error.strerror}), and nothing was changed:"
            " mend that, and start again."
        ) from None
