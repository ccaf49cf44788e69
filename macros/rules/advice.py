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

from macros import model
from macros.graph import Library
from macros.graph.library import grounded, texts, words_in
from macros.model import LANGS, Lang, Mark, Problem, Record, Text
from macros.read import Tree
from macros.read.reader import problem

LONGEST_PRINCIPLE = 249
LONGEST_CARD = 89
LONGEST_ITEM = 19
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


def ill_said(library: Library, _: Tree) -> Iterator[Problem]:
    """A thing is called by the term that the glossary chose, and the one who acts comes first.

    Neither is asked of the glossary, nor of a wording that is shown as poor.
    """
    every = [one for one in library.records.values() if not isinstance(one, model.Glossary)]
    terms = [term for glossary in library.all(model.Glossary) for term in glossary.terms]
    for lang in LANGS:
        ours = {word.lower(): term.term[lang] for term in terms for word in term.instead_of[lang]}
        known = "|".join(map(re.escape, sorted(ours, reverse=True)))  # the longer of two first
        unwanted = re.compile(rf"\b(?:{known or '(?!)'})\b", re.IGNORECASE)
        for text in (text for record in every for text in texts(record, {"poor"})):
            for word in unwanted.findall(text[lang]):
                term = ours[word.lower()]
                yield problem("unwanted-word", text.mark(lang), word=word, ours=term)
            if match := PASSIVE[lang].search(text[lang]):
                yield problem("actor-hidden", text.mark(lang), words=match[0])


def long_texts(library: Library, _: Tree) -> Iterator[Problem]:
    """Nothing is longer than a reader has patience for, in either language."""
    for record, lang in product(library.records.values(), LANGS):
        for what, most, place, words in bounded(library, record):
            if (count := words_in(words, lang)) > most:
                yield problem("too-long", place.mark(lang), held=what, count=count, most=most)


def bounded(library: Library, record: Record) -> Iterator[tuple[str, int, Text, Any]]:
    """What of a record has a length to keep to: its name, the length, its place, and its words."""
    if isinstance(record, model.Principle):
        yield "This principle", LONGEST_PRINCIPLE, record.title, record
    elif isinstance(record, model.Situation):
        card = (record.say[0], record.avoid, record.do, record.decides)
        yield "The first screen of this card", LONGEST_CARD, record.title, card
    elif isinstance(record, model.Source):
        yield "The top of this page", LONGEST_DIGEST, record.title, digest(library, record)
    elif isinstance(record, model.Checklist):
        yield from (("This item", LONGEST_ITEM, item.do, item.do) for item in record.items)


def digest(library: Library, source: model.Source) -> tuple[Any, ...]:
    """What one reads of a document, with the lines to say that its page shows."""
    lines = (library.records.get(ref.key) for ref in source.phrases)
    shown = tuple(line.best.text for line in lines if isinstance(line, model.Phrase))
    return source.thesis, source.story, source.lessons, source.limits, source.attempt, shown


def many_aliases(library: Library, _: Tree) -> Iterator[Problem]:
    """Search words are few: each is a promise that the page holds it."""
    for record, lang in product(library.records.values(), LANGS):
        if (count := len(record.aliases[lang])) > MOST_ALIASES:
            yield problem("many-aliases", record.title.mark(lang), count=count, most=MOST_ALIASES)


def crowded_pauses(library: Library, _: Tree) -> Iterator[Problem]:
    """One works through five to nine items at a pause point."""
    checklists = library.all(model.Checklist)
    for pause in (pause for checklist in checklists for pause in checklist.pauses):
        if len(pause.items) not in PAUSE:
            yield problem("pause-size", pause.at, count=len(pause.items))


def much_editorial(library: Library, tree: Tree) -> Iterator[Problem]:
    """Editors add less than one statement in ten; while a record is unread, nobody can say."""
    editorial, total = editorial_share(library)
    if total and not tree.broken and editorial / total >= EDITORIAL_SHARE:
        yield problem("much-editorial", Mark("docs/vi"), count=editorial, total=total)


def editorial_share(library: Library) -> tuple[int, int]:
    """How many statements an editor added, of how many; answers and approvals are apart."""
    every = (item for record in library.records.values() for item in grounded(record))
    statements = [item for item in every if not isinstance(item, model.Answered | model.Consent)]
    return sum(item.origin == "editorial" for item in statements), len(statements)


def unconfirmed_consents(library: Library, _: Tree) -> Iterator[Problem]:
    """The firm has made each line of the approvals' table its own."""
    for table in library.all(model.Approvals):
        if lines := [line.id for line in table.lines if not line.confirmed]:
            yield problem("consent-unconfirmed", table.at, lines=lines)


def many_words(library: Library, _: Tree) -> Iterator[Problem]:
    """The playbook as a whole stays short."""
    records = tuple(r for r in library.records.values() if not isinstance(r, model.Template))
    count = words_in(records, "vi", UNCOUNTED)
    if count > MOST_WORDS:
        yield problem("much-to-read", Mark("docs/vi"), count=count, most=MOST_WORDS)


def repeated_sentences(library: Library, _: Tree) -> Iterator[Problem]:
    """A sentence stands once in the whole playbook."""
    first: dict[tuple[Lang, str], Text] = {}
    for record, lang in product(library.records.values(), LANGS):
        for text in texts(record):
            for sentence in sentences(text[lang]):
                other = first.setdefault((lang, sentence), text)
                if other is not text:
                    there = other.mark(lang)
                    yield problem("said-twice", text.mark(lang), sentence=sentence, there=there)


@cache
def sentences(words: str) -> tuple[str, ...]:
    """The longer sentences of a text, as they are compared; `serve` asks again after each edit."""
    split = (
        re.sub(r"[^\w\s]", " ", match[0].lower()).split() for match in SENTENCE.finditer(words)
    )
    return tuple(" ".join(sentence) for sentence in split if len(sentence) >= LEAST_REPEATED)


def given_away_answers(library: Library, _: Tree) -> Iterator[Problem]:
    """Neither its length nor its place gives a right answer away."""
    every = library.all(model.ScenarioQuestion)
    questions = [one for one in every if sum(option.best for option in one.options) == 1]
    if len(questions) < 2:
        return
    for lang in LANGS:
        longest = sum(longest_is_best(question, lang) for question in questions)
        if longest > MOST_LONGEST * len(questions):
            at, total = Mark(f"docs/{lang}/questions"), len(questions)
            yield problem("answer-by-length", at, longest=longest, total=total)
    places = Counter(next(i for i, o in enumerate(q.options, 1) if o.best) for q in questions)
    first, second, third = (places[number] for number in (1, 2, 3))
    if max(places.values()) - min(first, second, third) > max(2, len(questions) // 6):
        at = Mark("docs/vi/questions")
        yield problem("answer-by-place", at, first=first, second=second, third=third)


def longest_is_best(question: model.ScenarioQuestion, lang: Lang) -> bool:
    """Whether no rival of the right answer is as long."""
    return max(question.options, key=lambda one: (len(one.text[lang]), not one.best)).best
