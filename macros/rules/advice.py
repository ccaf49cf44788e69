"""Advice on words: few of them, each thing said once, by our terms, and by the one who acts.

Warnings only; they never block. Vietnamese is counted in syllables, as it is spaced.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

from macros.graph import Library
from macros.graph.library import grounded, texts, words_in
from macros.model import (
    LANGS,
    Answered,
    Approvals,
    Checklist,
    Consent,
    Glossary,
    Lang,
    Mark,
    Phrase,
    Principle,
    Problem,
    ScenarioQuestion,
    Situation,
    Source,
    Template,
    Text,
)
from macros.read import Tree

LONGEST_PRINCIPLE = 250
LONGEST_CARD = 90
LONGEST_ITEM = 20
LONGEST_DIGEST = 400
"""Words of a document's page down to what it was made from: two minutes of reading."""
PAUSE = range(5, 10)
"""Gawande, The Checklist Manifesto: five to nine items at a pause, sixty to ninety seconds."""
MOST_ALIASES = 25
EDITORIAL_SHARE = 0.1
PASSIVE: dict[Lang, re.Pattern[str]] = {
    "vi": re.compile(r"\b(?:được|bị)(?: \w+){1,6} bởi\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:is|are|was|were|be|been|being) \w+(?:ed|en) by\b", re.IGNORECASE),
}
"""Only where the one who acts is named after the verb: those are better turned round."""
MOST_WORDS = 15_000
"""Vietnamese words of all records, without search words and without what is ready to be said or
sent; the five documents have 4,600."""
UNCOUNTED = {"answers", "name"}
SENTENCE = re.compile(r"[^.!?…:;\n]+[.!?…]?")
LEAST_REPEATED = 8
"""Words of a sentence that nobody writes twice by chance."""
MOST_LONGEST = 0.4
"""The share of questions whose right answer may be the longest."""


def plain_texts(library: Library) -> Iterator[tuple[Text, Lang]]:
    """Every text that should be well said: not the glossary's, nor a wording shown as poor."""
    records = (record for record in library.records.values() if not isinstance(record, Glossary))
    return product((text for record in records for text in texts(record, {"poor"})), LANGS)


def hidden_actors(library: Library, _: Tree) -> Iterator[Problem]:
    """A sentence starts with the one who acts."""
    for text, lang in plain_texts(library):
        if match := PASSIVE[lang].search(text[lang]):
            what, cure = f"`{match.group()}` hides who acts", "Start with the one who does it"
            yield Problem("actor-hidden", text.mark(lang), what, cure)


def unwanted_words(library: Library, _: Tree) -> Iterator[Problem]:
    """A thing is called by the term that the glossary chose."""
    terms = [term for glossary in library.all(Glossary) for term in glossary.terms]
    ours = {
        lang: {word.lower(): term.term[lang] for term in terms for word in term.instead_of[lang]}
        for lang in LANGS
    }
    unwanted = {
        lang: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
        for lang in LANGS
        if (words := sorted(ours[lang], reverse=True))  # of two that start alike the longer
    }
    for text, lang in plain_texts(library):
        for word in unwanted[lang].findall(text[lang]) if lang in unwanted else ():
            cure = f"The glossary says `{ours[lang][word.lower()]}`"
            yield Problem("unwanted-word", text.mark(lang), f"`{word}` is not our word", cure)


def long_texts(library: Library, _: Tree) -> Iterator[Problem]:
    """Nothing is longer than a reader has patience for, in either language."""
    for record, lang in product(library.records.values(), LANGS):
        at = record.title.mark(lang)
        if isinstance(record, Principle):
            if (count := words_in(record, lang)) >= LONGEST_PRINCIPLE:
                what = f"This principle takes {count} words"
                yield Problem("principle-too-long", at, what, f"Stay under {LONGEST_PRINCIPLE}")
        elif isinstance(record, Situation):
            card = (record.say[0], record.avoid, record.do, record.decides)
            if (count := words_in(card, lang)) >= LONGEST_CARD:
                what = f"The first screen of this card takes {count} words"
                yield Problem("card-too-long", at, what, f"Stay under {LONGEST_CARD}")
        elif isinstance(record, Source):
            if (count := words_in(digest(library, record), lang)) > LONGEST_DIGEST:
                what = f"The top of this page takes {count} words"
                yield Problem("digest-too-long", at, what, f"Stay under {LONGEST_DIGEST}")
        elif isinstance(record, Checklist):
            for item in record.items:
                if (count := words_in(item.do, lang)) >= LONGEST_ITEM:
                    what, cure = f"This item takes {count} words", f"Stay under {LONGEST_ITEM}"
                    yield Problem("item-too-long", item.do.mark(lang), what, cure)


def digest(library: Library, source: Source) -> tuple[Any, ...]:
    """What one reads of a document, with the lines to say that its page shows."""
    lines = (library.records.get(ref.key) for ref in source.phrases)
    shown = tuple(line.best.text for line in lines if isinstance(line, Phrase))
    return source.thesis, source.story, source.lessons, source.limits, source.attempt, shown


def many_aliases(library: Library, _: Tree) -> Iterator[Problem]:
    """Search words are few: each is a promise that the page holds it."""
    for record, lang in product(library.records.values(), LANGS):
        if (count := len(record.aliases[lang])) > MOST_ALIASES:
            what = f"{count} search words stand here"
            cure = f"Keep {MOST_ALIASES}: those people type"
            yield Problem("many-aliases", record.title.mark(lang), what, cure)


def crowded_pauses(library: Library, _: Tree) -> Iterator[Problem]:
    """One works through five to nine items at a pause point."""
    for pause in (pause for checklist in library.all(Checklist) for pause in checklist.pauses):
        if len(pause.items) not in PAUSE:
            what = f"Items at this pause point: {len(pause.items)}"
            yield Problem("pause-size", pause.at, what, "Keep to 5 to 9: split it, or join two")


def much_editorial(library: Library, tree: Tree) -> Iterator[Problem]:
    """Editors add less than one statement in ten: the playbook is condensed from its documents.

    While a record cannot be read nobody can say how many there are.
    """
    editorial, total = editorial_share(library)
    if total and not tree.broken and editorial / total >= EDITORIAL_SHARE:
        what = f"{editorial} of {total} statements are the editors' own"
        cure = "Keep under one in ten: cite a passage, or leave the statement out"
        yield Problem("much-editorial", Mark("docs/vi"), what, cure)


def editorial_share(library: Library) -> tuple[int, int]:
    """How many statements an editor added, and how many there are.

    Answers to what a client says next and the firm's own approvals are no condensed documents:
    they are marked where they stand, and not counted.
    """
    every = (item for record in library.records.values() for item in grounded(record))
    statements = [item for item in every if not isinstance(item, Answered | Consent)]
    return sum(item.origin == "editorial" for item in statements), len(statements)


def unconfirmed_consents(library: Library, _: Tree) -> Iterator[Problem]:
    """The firm has made each line of the approvals' table its own."""
    for table in library.all(Approvals):
        if lines := [line.id for line in table.lines if not line.confirmed]:
            what = f"The firm has not confirmed: {', '.join(lines)}"
            cure = "Write who says yes, and start the line with `- [x]`, in both languages"
            yield Problem("consent-unconfirmed", table.at, what, cure)


def many_words(library: Library, _: Tree) -> Iterator[Problem]:
    """The playbook as a whole stays short."""
    records = tuple(r for r in library.records.values() if not isinstance(r, Template))
    count = words_in(records, "vi", UNCOUNTED)
    if count > MOST_WORDS:
        what = f"All records together take {count} words"
        cure = f"Stay under {MOST_WORDS}: cut or merge"
        yield Problem("much-to-read", Mark("docs/vi"), what, cure)


def repeated_sentences(library: Library, _: Tree) -> Iterator[Problem]:
    """A sentence stands once in the whole playbook."""
    first: dict[tuple[Lang, str], Text] = {}
    for record, lang in product(library.records.values(), LANGS):
        for text in texts(record):
            for sentence in sentences(text[lang]):
                other = first.setdefault((lang, sentence), text)
                if other is not text:
                    there = other.mark(lang)
                    what = f"“{sentence}” stands in {there.path}:{there.line} too"
                    cure = "Say it once, and let the other page lead there"
                    yield Problem("said-twice", text.mark(lang), what, cure)


@cache
def sentences(words: str) -> tuple[str, ...]:
    """The longer sentences of a text, as they are compared; `serve` asks again after each edit."""
    split = (
        re.sub(r"[^\w\s]", " ", match[0].lower()).split() for match in SENTENCE.finditer(words)
    )
    return tuple(" ".join(sentence) for sentence in split if len(sentence) >= LEAST_REPEATED)


def given_away_answers(library: Library, _: Tree) -> Iterator[Problem]:
    """Neither its length nor its place gives a right answer away."""
    questions = [q for q in library.all(ScenarioQuestion) if sum(o.best for o in q.options) == 1]
    if len(questions) < 2:
        return
    for lang in LANGS:
        longest = sum(longest_is_best(question, lang) for question in questions)
        if longest > MOST_LONGEST * len(questions):
            what = f"The right answer is the longest in {longest} of {len(questions)} questions"
            cure = "Lengthen a rival, or shorten the answer"
            yield Problem("answer-by-length", Mark(f"docs/{lang}/questions"), what, cure)
    places = Counter(next(i for i, o in enumerate(q.options, 1) if o.best) for q in questions)
    first, second, third = (places[number] for number in (1, 2, 3))
    if max(places.values()) - min(first, second, third) > max(2, len(questions) // 6):
        what = f"The right answer stands first {first} times, second {second}, third {third}"
        cure = "Move some, in both languages"
        yield Problem("answer-by-place", Mark("docs/vi/questions"), what, cure)


def longest_is_best(question: ScenarioQuestion, lang: Lang) -> bool:
    """Whether no rival of the right answer is as long."""
    return max(question.options, key=lambda one: (len(one.text[lang]), not one.best)).best
