"""Ids: what they look like, and how words become one."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80
"""Letters of an id: assets/kept.mjs takes back nothing that was kept by a longer one."""
SLUG = re.compile(rf"(?!.{{{LONGEST + 1}}})[a-z0-9]+(-[a-z0-9]+)*")
WINDOWS = {"con", "prn", "aux", "nul"} | {f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10)}
"""Names that no Windows checkout accepts."""


def slug(words: str) -> str:
    """Words -> an id: small letters without accents, digits and single hyphens."""
    plain = unicodedata.normalize("NFD", words.lower().replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-")


def no_id(name: str, sign: str = "") -> str:
    """What is said of a name that is no id; `sign` stands before it."""
    if len(name) <= LONGEST:
        return f"`{sign}{name}` is no id"
    return f"This id has {len(name)} letters, and browsers keep marks by {LONGEST} at most"
