"""Advice that keeps the playbook condensed: few words, each thing said once, questions that ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from macros.graph import Library
from macros.graph.library import texts
from macros.model import (
    LANGS,
    Lang,
    Mark,
    Phrase,
    Problem,
    ScenarioQuestion,
    Situation,
    Source,
    Template,
    Text,
)
from macros.read import Tree
from macros.rules.marks import mark_in
from macros.rules.style import warning, words_in

MOST_WORDS = 15_000
"""Vietnamese words of all records, without search words and without what is ready to be said or
sent; the five documents have 4,600."""
UNCOUNTED = {"aliases", "signs", "answers", "name"}
DIGEST = 400
"""Words of a document's page down to what it was made from: two minutes of reading."""
SENTENCE = re.compile(r"[^.!?…:;\n]+[.!?…]?")
LEAST_REPEATED = 8
"""Words of a sentence that nobody writes twice by chance."""
MOST_LONGEST = 0.4
"""The share of questions whose right answer may be the longest."""
MOST_ALIASES = 25


def many_words(library: Library, _: Tree) -> Iterator[Problem]:
    """The playbook as a whole stays short."""
    records = (r for r in library.records.values() if not isinstance(r, Template))
    every = (text for record in records for text in texts(record, UNCOUNTED))
    count = sum(len(text.vi.split()) for text in every)
    if count > MOST_WORDS:
        what = f"All records together take {count} words"
        yield warning(
            "much-to-read", Mark("docs/vi"), what, f"Stay under {MOST_WORDS}: cut or merge"
        )


def long_digests(library: Library, _: Tree) -> Iterator[Problem]:
    """What one reads of a document takes two minutes, with the lines to say that it shows."""
    for source in library.all(Source):
        lines = [library.records.get(ref.key) for ref in source.phrases]
        shown = (
            source.thesis, source.story, source.lessons, source.limits, source.attempt,
            tuple(line.best.text for line in lines if isinstance(line, Phrase)),
        )  # fmt: skip
        for lang in LANGS:
            if (count := words_in(shown, lang)) > DIGEST:
                what = f"The top of this page takes {count} words"
                at = mark_in(source.title, lang)
                yield warning("digest-too-long", at, what, f"Stay under {DIGEST}")


def repeated_sentences(library: Library, _: Tree) -> Iterator[Problem]:
    """A sentence stands once in the whole playbook."""
    for lang in LANGS:
        first: dict[str, tuple[Text, Mark]] = {}
        for record in library.records.values():
            for text in texts(record, {"aliases", "signs"}):
                for sentence in sentences(text, lang):
                    other, at = first.setdefault(sentence, (text, mark_in(text, lang)))
                    if other is not text:
                        what = f"“{sentence}” stands in {at.path}:{at.line} too"
                        cure = "Say it once, and let the other page lead there"
                        yield warning("said-twice", mark_in(text, lang), what, cure)


def sentences(text: Text, lang: Lang) -> Iterator[str]:
    """The longer sentences of a text, as they are compared."""
    for match in SENTENCE.finditer(text[lang]):
        sentence = " ".join(re.sub(r"[^\w\s]", " ", match[0].lower()).split())
        if len(sentence.split()) >= LEAST_REPEATED:
            yield sentence


def given_away_answers(library: Library, _: Tree) -> Iterator[Problem]:
    """Neither its length nor its place gives a right answer away."""
    questions = [q for q in library.all(ScenarioQuestion) if sum(o.best for o in q.options) == 1]
    if len(questions) < 2:
        return
    for lang in LANGS:
        at, longest = Mark(f"docs/{lang}/questions"), [longest_is_best(q, lang) for q in questions]
        if sum(longest) > MOST_LONGEST * len(questions):
            what = (
                f"The right answer is the longest in {sum(longest)} of {len(questions)} questions"
            )
            yield warning("answer-by-length", at, what, "Lengthen a rival, or shorten the answer")
    places = Counter(next(i for i, o in enumerate(q.options, 1) if o.best) for q in questions)
    first, second, third = (places[number] for number in (1, 2, 3))
    if max(places.values()) - min(first, second, third) > max(2, len(questions) // 6):
        what = f"The right answer stands first {first} times, second {second}, third {third}"
        at = Mark("docs/vi/questions")
        yield warning("answer-by-place", at, what, "Move some, in both languages")


def longest_is_best(question: ScenarioQuestion, lang: Lang) -> bool:
    """Whether no rival of the right answer is as long."""
    lengths = {option.best: 0 for option in question.options}
    for option in question.options:
        lengths[option.best] = max(lengths[option.best], len(option.text[lang]))
    return lengths[True] > lengths.get(False, 0)


def many_aliases(library: Library, _: Tree) -> Iterator[Problem]:
    """Search words are few: each is a promise that the page holds it."""
    for record in library.records.values():
        for lang in LANGS:
            if (count := len(record.aliases[lang])) > MOST_ALIASES:
                at, what = mark_in(record.title, lang), f"{count} search words stand here"
                yield warning("many-aliases", at, what, f"Keep {MOST_ALIASES}: those people type")


NEGATIVE: dict[Lang, re.Pattern[str]] = {
    "vi": re.compile(r"(?:Đừng|Không nên|Không được|Tránh|Chớ)\b"),
    "en": re.compile(r"(?:Don[’']t|Do not|Never|Avoid|Not)\b"),
}


def double_negatives(library: Library, _: Tree) -> Iterator[Problem]:
    """Under “avoid” stands the bad thing itself: “avoid: don't …” would ask for it."""
    for situation in library.all(Situation):
        for item in situation.avoid:
            for lang in LANGS:
                if match := NEGATIVE[lang].match(item.text[lang]):
                    at, what = (
                        mark_in(item.text, lang),
                        f"“Avoid: {match[0]} …” asks for the opposite",
                    )
                    cure = "Write the act itself, or the bad sentence in quotation marks"
                    yield Problem("double-negative", at, what, cure)
