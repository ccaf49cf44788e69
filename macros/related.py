"""What a page says of other records: which are related and why, and what it is about itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from macros.graph import Library, Link
from macros.kinds import LOOKS
from macros.language import WORDS, Language
from macros.model import FOLDERS, KINDS, Record, Text

MOST_REASONS = 2
"""For one related record: more would bury the link."""
LEADS = ("say", "purpose", "best", "opening", "sides", "summary", "intro", "why")
"""Where a record says in a sentence what it is about, by the field's name."""


@dataclass(frozen=True)
class Related:
    """Another record, and why it is named beside this one."""

    record: Record
    reasons: tuple[str, ...]


def related(library: Library, language: Language, record: Record) -> tuple[Related, ...]:
    """The records linked with this one from either side, by kind and title, with their reasons."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for link in library.links_from.get(record.key, ()):
        reasons[link.target].append(because(language, link, ""))
    for link in library.links_to.get(record.key, ()):
        reasons[link.source].append(because(language, link, ".in"))
    others = [library.records[key] for key in reasons if key in library.records]
    shown = [other for other in others if LOOKS[other.kind].related and other.key != record.key]
    order = list(KINDS)
    shown.sort(key=lambda other: (order.index(other.kind), language.text(other.title)))
    return tuple(
        Related(other, tuple(dict.fromkeys(reasons[other.key]))[:MOST_REASONS]) for other in shown
    )


def because(language: Language, link: Link, direction: str) -> str:
    """Why a link exists, said to the reader at its end or, with `.in`, at its start."""
    key = f"because.{link.role}"
    sentence = language.word(key + direction if key + direction in WORDS else key)
    return sentence.format(language.text(link.text))


def about(library: Library, language: Language, path: str) -> tuple[str, str]:
    """A page's file, such as `cases/x.md` -> its kind, or `home`, and one sentence on it.

    The sentence is what others see of a page whose link is shared with them.
    """
    folder, _, name = path.removesuffix(".md").rpartition("/")
    kind = FOLDERS[folder].kind if folder in FOLDERS else "home"
    if record := library.records.get(f"{kind}/{name}"):
        return kind, language.text(first_words(record)) or language.word("site.about")
    own = f"about.{kind}"
    return kind, language.word(own if own in WORDS else "site.about")


def first_words(record: Record) -> Text | None:
    """The sentence in which a record says what it is about, if it has one."""
    leads = (getattr(record, name, None) for name in LEADS)
    lead = next((lead for lead in leads if lead), None)
    first = lead[0] if isinstance(lead, tuple) else lead
    if isinstance(first, Text):
        return first
    return getattr(first, "text", None) or getattr(first, "claim", None)
