"""Words that are no record's: those of the interface, and those a search takes for the same."""

from __future__ import annotations

from pathlib import Path

import yaml

from macros.model import Lang, Text

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quick one, where its library is installed: these words are read at every start."""


def read_words(path: Path) -> dict[str, Text]:
    """The file of interface words -> a Text by key.

    Raises ValueError for a key that lacks a language: a fault of ours.
    """
    words = {}
    for key, value in yaml.load(path.read_text("utf-8"), LOADER).items():  # noqa: S506
        if not isinstance(value, dict) or set(value) != {"vi", "en"}:
            raise ValueError(f"{path.name}: `{key}` needs `vi` and `en`, and nothing else")
        words[key] = Text(str(value["vi"]), str(value["en"]))
    return words


def read_synonyms(path: Path, lang: Lang) -> list[list[str]]:
    """The file of synonyms -> a language's groups.

    Raises ValueError for a group that is none, a fault of ours: the search takes pairs at most.
    """
    rows = yaml.load(path.read_text("utf-8"), LOADER)[lang]  # noqa: S506
    groups = [[str(word) for word in group] for group in rows]
    for group in groups:
        long = any(len(word.split()) > 2 for word in group)
        if long or len(set(group)) < max(2, len(group)):
            what = "needs two different words or more, each of one or two"
            raise ValueError(f"{path.name}: {group} {what}")
    return groups
