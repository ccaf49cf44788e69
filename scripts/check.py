"""`check`: placeholder until the loader stands."""

from __future__ import annotations


def main(argv: list[str]) -> int:
    """Return 0."""
    return 0
