"""What everything that looks for faults has in common: how one is said, and where it is noted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from macros.model import Mark, Problem, Swap

BAD: Any = object()
"""Stands for a value that cannot be read, which has been said."""
TABLE = Path(__file__).parent.parent / "problems.yml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quick one, where its library is installed."""
GAP = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
"""In a sentence of the table: a word that is given with the problem, or an attribute of one."""


@cache
def sentences() -> dict[str, tuple[str, str]]:
    """What is wrong and the cure, by the code of a problem."""
    return dict(yaml.load(TABLE.read_text("utf-8"), LOADER))  # noqa: S506


def problem(
    code: str,
    at: Mark,
    what: str = "",
    cure: str = "",
    swaps: Iterable[Swap] = (),
    sure: bool = False,
    level: Literal["error", "warning"] = "error",
    **words: Any,
) -> Problem:
    """A problem in the words of problems.yml, its gaps filled in, where it is given none."""
    usual, usual_cure = sentences().get(code, ("", ""))
    what, cure = what or filled(usual, words), cure or filled(usual_cure, words)
    return Problem(code, at, what, cure, level, tuple(swaps), sure)


def filled(sentence: str, words: Mapping[str, Any]) -> str:
    """A sentence of the table with what stands in its gaps; several things in a row."""

    def gap(match: re.Match[str]) -> str:
        value = words[match[1]]
        value = getattr(value, match[2]) if match[2] else value
        several = isinstance(value, Iterable) and not isinstance(value, str)
        return ", ".join(value) if several else str(value)

    return GAP.sub(gap, sentence)


def instead(at: Mark, old: str, new: str, cure: str = "Write `{}`") -> dict[str, Any]:
    """The cure by other words in their place, where there are any: as a sentence, and as done."""
    return {"cure": cure.format(new), "swaps": [Swap(at, old, new)]} if new else {}


@dataclass
class Reader:
    """Reads something; `problems` fills as it goes."""

    problems: list[Problem] = field(default_factory=list, kw_only=True)

    def report(self, code: str, at: Mark, *said: Any, **more: Any) -> Any:
        """Note a problem; returns what stands for a value that cannot be read."""
        self.problems.append(problem(code, at, *said, **more))
        return BAD
