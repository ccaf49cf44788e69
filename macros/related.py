"""What a page says of other records: which are related and why, and what it is about itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from macros.graph import Library, Link
from macros.kinds import LOOKS
from macros.language import WORDS, Language
from macros.model import FOLDERS, KINDS, Record, Text

MOST = 4
"""Related records on a page: more would bury the one that helps."""
LEADS = ("say", "purpose", "best", "thesis", "before", "sides", "intro", "why")
"""Where a record says in a sentence what it is about, by the field's name."""
ABOVE = (
    "situation.say", "situation.answers", "situation.checklist", "situation.then",
    "situation.cases", "checklist.", "tension.", "source.", "practice.",
    "case.lessons", "situation.see",
)  # fmt: skip
"""Links that a page shows where they belong: below it they would stand a second time."""

BESIDE = ("phrase.situations", "template.situations", "situation.see")
"""Links to a page that it shows from its own side."""


@dataclass(frozen=True)
class Related:
    """Another record, and why it is named beside this one."""

    record: Record
    reasons: tuple[str, ...]


def related(library: Library, language: Language, record: Record) -> tuple[Related, ...]:
    """The few records to name beside this one: those with most links to it first."""
    reasons: dict[str, list[str]] = defaultdict(list)
    above: set[str] = set()
    for link in library.links_from.get(record.key, ()):
        if link.role.startswith(ABOVE):
            above.add(link.target)
        reasons[link.target].append(because(language, link, ""))
    for link in library.links_to.get(record.key, ()):
        if link.role in BESIDE:
            above.add(link.source)
        reasons[link.source].append(because(language, link, ".in"))
    others = [library.records[key] for key in reasons if key in library.records]
    order = list(KINDS)
    above.add(record.key)
    shown = [it for it in others if LOOKS[it.kind].related and it.key not in above]
    shown.sort(key=lambda other: (-len(reasons[other.key]), order.index(other.kind), other.id))
    # Of its reasons the first that says more than that there is a link.
    return tuple(
        Related(other, tuple(filter(None, reasons[other.key]))[:1]) for other in shown[:MOST]
    )


def because(language: Language, link: Link, direction: str) -> str:
    """Why a link exists, in words of its record; a case and its practice keep their ending."""
    key = f"because.{link.role}{direction}"
    key = key if key in WORDS else f"because.{link.role}"
    if link.role.startswith(("case.", "practice.")) or key not in WORDS:
        return ""
    sentence = language.word(key)
    return sentence.format(language.text(link.text)) if "{}" in sentence else ""


def about(library: Library, language: Language, path: str) -> tuple[str, str]:
    """A page's file -> its kind, or `home`, and what is said of it where its link is shared."""
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
