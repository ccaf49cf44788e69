"""Words that are no record's: those of the interface, and those a search takes for the same."""

from __future__ import annotations

from pathlib import Path

import yaml

from macros.model import Lang, Text

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quick one, where its library is installed: these words are read at every start."""


def read_words(path: Path) -> dict[str, Text]:
    """The file of interface words -> a Text by key."""
    rows = yaml.load(path.read_text("utf-8"), LOADER).items()  # noqa: S506
    return {key: Text(str(row["vi"]), str(row["en"])) for key, row in rows}


def read_synonyms(path: Path, lang: Lang) -> list[list[str]]:
    """The file of synonyms -> a language's groups, each of words or pairs of words."""
    rows = yaml.load(path.read_text("utf-8"), LOADER)[lang]  # noqa: S506
    return [[str(word) for word in group] for group in rows]
