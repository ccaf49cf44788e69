"""Advice on words: a page read under pressure is short, says who acts, and keeps to our terms.

Warnings only; they never block. Vietnamese is counted in syllables, as it is spaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from macros.graph import Library
from macros.graph.library import grounded, texts
from macros.model import (
    LANGS,
    Answered,
    Checklist,
    Consent,
    Glossary,
    Lang,
    Mark,
    Principle,
    Problem,
    Record,
    Situation,
    Text,
)
from macros.read import Tree
from macros.rules.marks import mark_in

LONGEST_PRINCIPLE = 250
LONGEST_CARD = 90
LONGEST_ITEM = 20
PAUSE = range(5, 10)
"""Gawande, The Checklist Manifesto: five to nine items at a pause, sixty to ninety seconds."""
EDITORIAL_SHARE = 0.1
PASSIVE: dict[Lang, re.Pattern[str]] = {
    "vi": re.compile(r"\b(?:được|bị)(?: \w+){1,6} bởi\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:is|are|was|were|be|been|being) \w+(?:ed|en) by\b", re.IGNORECASE),
}
"""Only where the one who acts is named after the verb: those are better turned round."""


def warning(code: str, at: Mark, what: str, cure: str) -> Problem:
    """Advice: it is shown, and blocks nothing."""
    return Problem(code, at, what, cure, "warning")


def plain_texts(library: Library) -> Iterator[Text]:
    """Every text that should be well said: not the glossary's, nor a wording shown as poor."""
    for record in library.records.values():
        if not isinstance(record, Glossary):
            yield from texts(record, {"poor"})


def hidden_actors(library: Library, _: Tree) -> Iterator[Problem]:
    """A sentence starts with the one who acts."""
    for text in plain_texts(library):
        for lang in LANGS:
            if match := PASSIVE[lang].search(text[lang]):
                what = f"`{match.group()}` hides who acts"
                cure = "Start with the one who does it"
                yield warning("actor-hidden", mark_in(text, lang), what, cure)


def unwanted_words(library: Library, _: Tree) -> Iterator[Problem]:
    """A thing is called by the term that the glossary chose."""
    for lang in LANGS:
        terms = {
            word.lower(): term.term[lang]
            for glossary in library.all(Glossary)
            for term in glossary.terms
            for word in term.instead_of[lang]
        }
        if not terms:
            continue
        longest_first = sorted(terms, key=len, reverse=True)
        words = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
        for text in plain_texts(library):
            for word in words.findall(text[lang]):
                cure = f"The glossary says `{terms[word.lower()]}`"
                what = f"`{word}` is not our word"
                yield warning("unwanted-word", mark_in(text, lang), what, cure)


def long_texts(library: Library, _: Tree) -> Iterator[Problem]:
    """Nothing is longer than a reader has patience for, in either language."""
    for record in library.records.values():
        for lang in LANGS:
            yield from too_long(record, lang)


def too_long(record: Record, lang: Lang) -> Iterator[Problem]:
    """What of one record is too long in one language."""
    at = mark_in(record.title, lang)
    if isinstance(record, Principle) and (count := words_in(record, lang)) >= LONGEST_PRINCIPLE:
        what = f"This principle takes {count} words"
        yield warning("principle-too-long", at, what, f"Stay under {LONGEST_PRINCIPLE}")
    if isinstance(record, Situation):
        card = (record.say[0], record.avoid, record.do, record.decides)
        if (count := words_in(card, lang)) >= LONGEST_CARD:
            what = f"The first screen of this card takes {count} words"
            yield warning("card-too-long", at, what, f"Stay under {LONGEST_CARD}")
    for item in record.items if isinstance(record, Checklist) else ():
        if (count := words_in(item.do, lang)) >= LONGEST_ITEM:
            what = f"This item takes {count} words"
            yield warning(
                "item-too-long", mark_in(item.do, lang), what, f"Stay under {LONGEST_ITEM}"
            )


def words_in(value: Any, lang: Lang) -> int:
    """How many words stand in a text, or in everything below a value."""
    return sum(len(text[lang].split()) for text in texts(value))


def crowded_pauses(library: Library, _: Tree) -> Iterator[Problem]:
    """One works through five to nine items at a pause point."""
    for checklist in library.all(Checklist):
        for pause in checklist.pauses:
            if len(pause.items) not in PAUSE:
                what = f"Items at this pause point: {len(pause.items)}"
                cure = "Keep to 5 to 9: split it, or join two"
                yield warning("pause-size", pause.at or checklist.at, what, cure)


def much_editorial(library: Library, tree: Tree) -> Iterable[Problem]:
    """Editors add less than one statement in ten: the playbook is condensed from its documents.

    While a record cannot be read nobody can say how many there are.
    """
    editorial, total = editorial_share(library)
    if tree.broken or not total or editorial / total < EDITORIAL_SHARE:
        return ()
    what = f"{editorial} of {total} statements are the editors' own"
    cure = "Keep under one in ten: cite a passage, or leave the statement out"
    return (warning("much-editorial", Mark("docs/vi"), what, cure),)


def editorial_share(library: Library) -> tuple[int, int]:
    """How many statements an editor added, and how many there are.

    Answers to what a client says next and the firm's own approvals are no condensed documents:
    they are marked where they stand, and not counted.
    """
    every = (item for record in library.records.values() for item in grounded(record))
    statements = [item for item in every if not isinstance(item, Answered | Consent)]
    return sum(item.origin == "editorial" for item in statements), len(statements)
