"""Text whose letters know where in a file they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from macros.model import Mark

WIDE = 10_000
"""More letters than any line that is read has."""


class Span(str):
    """Some letters of a file, in the order in which they are read."""

    __slots__ = ("path", "places", "said")

    path: str
    said: Mark | None
    places: Sequence[int]
    """Line times WIDE plus column of each letter; nothing where only `at` is known."""

    def __new__(cls, text: str, at: Mark, places: Sequence[int] = ()) -> Span:
        """Letters that are said to stand at a place."""
        span = super().__new__(cls, text)
        span.path, span.places, span.said = at.path, places, at
        return span

    @property
    def at(self) -> Mark:
        """Where it is said to stand; most are never asked."""
        if self.said is None:
            self.said = Mark(self.path, *divmod(self.places[0], WIDE))
        return self.said

    @classmethod
    def row(cls, text: str, at: Mark) -> Span:
        """Letters that stand side by side, the first of them at a place."""
        first = at.line * WIDE + at.col
        return cls(text, at, range(first, first + len(text)))

    @classmethod
    def joined(cls, spans: Iterable[Span], glue: str = " ") -> Span:
        """Spans one behind the other; the glue stands where the next of them starts."""
        first, *others = spans
        if not others:
            return first
        places = list(first.places)
        for span in others:
            places += [span.at.line * WIDE + span.at.col] * len(glue)
            places += span.places
        return cls(glue.join([first, *others]), first.at, places)

    def mark(self, offset: int) -> Mark:
        """Where the letter stands that is `offset` letters into it."""
        known = offset < len(self.places)
        return Mark(self.at.path, *divmod(self.places[offset], WIDE)) if known else self.at

    def part(self, start: int, end: int | None = None) -> Span:
        """The letters from one to before another."""
        span = str.__new__(Span, self[start:end])
        span.path, span.places = self.path, self.places[start:end]
        span.said = None if span.places else self.mark(start)
        return span

    def moved(self, at: Mark) -> Span:
        """The same letters, said to stand at another place."""
        return Span(self, at, self.places)

    def parts(self, pattern: str) -> list[Span]:
        """Everything in it that a pattern matches."""
        return [self.part(*match.span()) for match in re.finditer(pattern, self)]

    def plain(self, without: re.Pattern[str] | None = None) -> Span:
        """Its words with single spaces between them, but for what a pattern matches."""
        text = without.sub(lambda match: " " * len(match[0]), self) if without else self
        bare = text.strip()
        if bare == " ".join(bare.split()):
            start = text.find(bare)
            return self.part(start, start + len(bare)) if bare != self else self
        words = [self.part(*match.span()) for match in re.finditer(r"\S+", text)]
        return Span.joined(words)


NOTHING = Span("", Mark(""))
