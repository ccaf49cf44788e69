"""What everything that reads a file has in common: it notes the problems that it meets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from macros.model import Mark, Problem, Swap

BAD: Any = object()
"""Stands for a value that cannot be read, which has been said."""


@dataclass
class Reader:
    """Reads something; `problems` fills as it goes."""

    problems: list[Problem] = field(default_factory=list, kw_only=True)

    def report(
        self, code: str, at: Mark, what: str, cure: str, *swaps: Swap, sure: bool = False
    ) -> Any:
        """Note a problem; returns what stands for a value that cannot be read."""
        self.problems.append(Problem(code, at, what, cure, "error", swaps, sure))
        return BAD
