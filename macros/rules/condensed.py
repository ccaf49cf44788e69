"""Advice that keeps the playbook condensed: few words, each thing said once, questions that ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product

from macros.graph import Library
from macros.graph.library import texts
from macros.model import LANGS, Lang, Mark, Problem, ScenarioQuestion, Template, Text
from macros.read import Tree

MOST_WORDS = 15_000
"""Vietnamese words of all records, without search words and without what is ready to be said or
sent; the five documents have 4,600."""
UNCOUNTED = {"answers", "name"}
SENTENCE = re.compile(r"[^.!?…:;\n]+[.!?…]?")
LEAST_REPEATED = 8
"""Words of a sentence that nobody writes twice by chance."""
MOST_LONGEST = 0.4
"""The share of questions whose right answer may be the longest."""


def many_words(library: Library, _: Tree) -> Iterator[Problem]:
    """The playbook as a whole stays short."""
    records = (r for r in library.records.values() if not isinstance(r, Template))
    every = (text for record in records for text in texts(record, UNCOUNTED))
    count = sum(len(text.vi.split()) for text in every)
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
