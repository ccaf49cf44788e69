"""Advice on words: a page read under pressure is short, says who acts, and keeps to the playbook's terms. Warnings only; they never block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from macros.graph.library import Library, grounded, texts
from macros.model import (
    LANGS,
    Checklist,
    Glossary,
    Lang,
    Mark,
    Principle,
    Problem,
    Record,
    Situation,
    Source,
    Text,
)

LONGEST_PRINCIPLE = 250
LONGEST_CARD = 90
LONGEST_ITEM = 20
SUMMARY = range(80, 151)
PAUSE = range(5, 10)
"""Gawande, The Checklist Manifesto: five to nine items at a pause point, sixty to ninety seconds."""
EDITORIAL_SHARE = 0.1
PASSIVE: dict[Lang, re.Pattern[str]] = {
    "vi": re.compile(r"\b(?:được|bị)(?: \w+){1,6} bởi\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:is|are|was|were|be|been|being) \w+(?:ed|en) by\b", re.IGNORECASE),
}
"""Only where the one who acts is named after the verb: those are the ones that are better turned round."""


def advice(library: Library) -> Iterator[Problem]:
    """What an editor may want to say better. Vietnamese is counted in syllables, as it is spaced."""
    avoided = {lang: unwanted(library, lang) for lang in LANGS}
    for record in library.records.values():
        for lang in LANGS if not isinstance(record, Glossary) else ():
            yield from wordings(record, lang, *avoided[lang])
        for lang in LANGS:
            yield from too_long(record, lang)
        if isinstance(record, Checklist):
            for pause in record.pauses:
                if len(pause.items) not in PAUSE:
                    what = f"Items at this pause point: {len(pause.items)}"
                    yield warning(
                        pause.at or record.at, what, "Keep to 5 to 9: split it, or join two"
                    )
    if added := too_editorial(library):
        yield added


def unwanted(library: Library, lang: Lang) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """The words that the glossary does not want, as a pattern, and the term to use for each."""
    table = {
        word.lower(): term.term[lang]
        for book in library.all(Glossary)
        for term in book.terms
        for word in term.instead_of[lang]
    }
    every = "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))
    return (re.compile(rf"\b(?:{every})\b", re.IGNORECASE) if table else None), table


def wordings(
    record: Record, lang: Lang, avoided: re.Pattern[str] | None, terms: dict[str, str]
) -> Iterator[Problem]:
    """What of one record hides who acts, or says something else than the glossary; a wording that is shown as poor may."""
    for text in texts(record, {"poor"}):
        if match := PASSIVE[lang].search(text[lang]):
            yield warning(
                place(text, lang),
                f"`{match.group()}` hides who acts",
                "Start with the one who does it",
            )
        for word in avoided.findall(text[lang]) if avoided else ():
            yield warning(
                place(text, lang),
                f"`{word}` is not our word",
                f"The glossary says `{terms[word.lower()]}`",
            )


def too_long(record: Record, lang: Lang) -> Iterator[Problem]:
    """What of one record is longer than a reader has patience for, in one language."""
    if isinstance(record, Principle) and (count := words(record, lang)) >= LONGEST_PRINCIPLE:
        yield warning(
            place(record.title, lang),
            f"This principle takes {count} words",
            f"Stay under {LONGEST_PRINCIPLE}",
        )
    if isinstance(record, Situation):
        count = words((record.say[0], record.avoid, record.do, record.decides), lang)
        if count >= LONGEST_CARD:
            what = f"The first screen of this card takes {count} words"
            yield warning(place(record.title, lang), what, f"Stay under {LONGEST_CARD}")
    if isinstance(record, Source) and (count := words(record.summary, lang)) not in SUMMARY:
        yield warning(
            place(record.summary, lang), f"This summary takes {count} words", "Keep to 80 to 150"
        )
    for item in record.items if isinstance(record, Checklist) else ():
        if (count := words(item.do, lang)) >= LONGEST_ITEM:
            yield warning(
                place(item.do, lang), f"This item takes {count} words", f"Stay under {LONGEST_ITEM}"
            )


def words(value: Any, lang: Lang) -> int:
    """How many words stand in a text, or in everything below a value."""
    return sum(len(text[lang].split()) for text in texts(value))


def too_editorial(library: Library) -> Problem | None:
    """A warning where editors added more than one statement in ten."""
    editorial, total = editorial_share(library)
    if not total or editorial / total < EDITORIAL_SHARE:
        return None
    what = f"{editorial} of {total} statements are the editors' own"
    return warning(
        Mark("docs/vi"), what, "Keep under one in ten: cite a passage, or leave the statement out"
    )


def editorial_share(library: Library) -> tuple[int, int]:
    """How many statements an editor added, and how many there are."""
    found = [item for record in library.records.values() for item in grounded(record)]
    return sum(item.origin == "editorial" for item in found), len(found)


def place(text: Text, lang: Lang) -> Mark:
    """Where a text stands in the file of one language."""
    mark = text.at if lang == "vi" else text.en_at
    return mark or Mark("docs")


def warning(at: Mark, what: str, cure: str) -> Problem:
    """Advice: it is shown, and blocks nothing."""
    return Problem("todo", at, what, cure, "warning")
