"""Where the things that the rules look at stand in their files."""

from __future__ import annotations

from typing import Protocol

from macros.model import Lang, Mark, Text


class Marked(Protocol):
    """Anything that knows where it was read."""

    @property
    def at(self) -> Mark | None:
        """Its place; None for what was made in code."""


def mark_of(thing: Marked) -> Mark:
    """Where a thing stands that was read from a file."""
    assert thing.at is not None
    return thing.at


def mark_in(text: Text, lang: Lang) -> Mark:
    """Where the words of one language stand; the whole folder for words made in code."""
    return (text.at if lang == "vi" else text.en_at) or Mark("docs")
