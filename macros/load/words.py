"""The interface words, from their one file."""

from __future__ import annotations

from pathlib import Path

import yaml

from macros.load.front import FAST
from macros.model import Text


def read_words(path: Path) -> dict[str, Text]:
    """The file of interface words -> a Text by key. Raises ValueError for a key that lacks a language: a fault of ours."""
    found = {}
    for key, value in yaml.load(path.read_text("utf-8"), Loader=FAST).items():  # noqa: S506  FAST is the safe loader
        if not isinstance(value, dict) or set(value) != {"vi", "en"}:
            raise ValueError(f"{path.name}: `{key}` needs `vi` and `en`, and nothing else")
        found[key] = Text(str(value["vi"]), str(value["en"]))
    return found
